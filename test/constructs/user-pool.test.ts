import { Template } from 'aws-cdk-lib/assertions';
import { Fn, RemovalPolicy } from 'aws-cdk-lib/core';
import { UserPool, type UserPoolProps } from '../../lib/constructs/user-pool';
import { TestStack } from '../support/app';
import { first, type Resources, testPromises } from '../support/promises';

const POOL = 'AWS::Cognito::UserPool';
const CLIENT = 'AWS::Cognito::UserPoolClient';

function template(props: Partial<UserPoolProps> = {}): Template {
  const stack = new TestStack();
  new UserPool(stack, 'Users', {
    domainPrefix: 'plinth',
    callbackUrls: ['https://plinth.example/'],
    ...props,
  });
  return Template.fromStack(stack);
}

const standard = template();

/** A promise of one property, broken by another value. */
const property = (type: string, promise: string, kept: object, broken: object) => ({
  promise,
  holds: (of: Template) => {
    of.hasResourceProperties(type, kept);
  },
  mutant: (resources: Resources) => {
    Object.assign(first(resources, type), broken);
  },
});

testPromises(
  () => standard,
  [
    property(
      POOL,
      'demands long passwords of every kind of character, not used before',
      {
        Policies: {
          PasswordPolicy: {
            MinimumLength: 14,
            RequireLowercase: true,
            RequireNumbers: true,
            RequireSymbols: true,
            RequireUppercase: true,
            PasswordHistorySize: 24,
            TemporaryPasswordValidityDays: 1,
          },
        },
      },
      { Policies: { PasswordPolicy: { MinimumLength: 8 } } },
    ),
    property(
      POOL,
      'demands a second factor of everybody, and never by SMS',
      { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] },
      { MfaConfiguration: 'OPTIONAL' },
    ),
    property(
      POOL,
      'lets nobody sign up unasked',
      { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
      { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } },
    ),
    property(
      POOL,
      'has a plan that costs nothing for the first 10,000 users',
      { UserPoolTier: 'ESSENTIALS' },
      { UserPoolTier: 'PLUS' },
    ),
    property(
      POOL,
      'cannot be deleted by accident',
      { DeletionProtection: 'ACTIVE' },
      { DeletionProtection: 'INACTIVE' },
    ),
    {
      promise: 'keeps its users when the stack is deleted or the pool replaced',
      holds: (of) => {
        of.hasResource(POOL, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      },
      mutant: (resources) => {
        for (const one of Object.values(resources)) one.UpdateReplacePolicy = 'Delete';
      },
    },
    property(
      CLIENT,
      'gives its client no secret',
      { GenerateSecret: false },
      { GenerateSecret: true },
    ),
    property(
      CLIENT,
      'gives tokens by the authorization-code grant alone',
      { AllowedOAuthFlows: ['code'], AllowedOAuthFlowsUserPoolClient: true },
      { AllowedOAuthFlows: ['code', 'implicit'] },
    ),
    property(
      CLIENT,
      'has no flow in which a password passes through the app',
      { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] },
      { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
    ),
    property(
      CLIENT,
      'gives short-lived tokens that can be revoked, and says not who is a user',
      {
        AccessTokenValidity: 15,
        IdTokenValidity: 15,
        RefreshTokenValidity: 1440,
        EnableTokenRevocation: true,
        PreventUserExistenceErrors: 'ENABLED',
      },
      { IdTokenValidity: 1440 },
    ),
  ],
);

test('has sign-in pages under the name that was asked for', () => {
  standard.hasResourceProperties('AWS::Cognito::UserPoolDomain', { Domain: 'plinth' });
});

test('goes when asked to', () => {
  const asked = template({ removalPolicy: RemovalPolicy.DESTROY });
  asked.hasResource(POOL, {
    DeletionPolicy: 'Delete',
    Properties: { DeletionProtection: 'INACTIVE' },
  });
});

test.each([
  [[], 'callbackUrls is []: name 1 to 100'],
  [['https://a.example', 'http://b.example'], 'callbackUrls is "http://b.example": use https://'],
  [['http://localhost.evil.example'], 'callbackUrls is "http://localhost.evil.example"'],
  [['https://'], 'callbackUrls is "https://"'],
  [['https:///path'], 'callbackUrls is "https:///path"'],
  [['https://a.example/#part'], 'callbackUrls is "https://a.example/#part"'],
  [['myapp://signed-in'], 'callbackUrls is "myapp://signed-in"'],
  [[`https://a.example/${'a'.repeat(1024)}`], 'callbackUrls is "https://a.example/aaa'],
])('fails when users would be sent back to %j', (callbackUrls, message) => {
  expect(() => template({ callbackUrls })).toThrow(message);
});

test.each(['', '-objects', 'Objects', 'my.objects', 'my-cognito', 'awsome', 'a'.repeat(64)])(
  'refuses %p in the address of the sign-in pages, as Cognito does',
  (domainPrefix) => {
    expect(() => template({ domainPrefix })).toThrow(
      `domainPrefix is "${domainPrefix}": use 1 to 63 lower-case letters, digits and inner hyphens`,
    );
  },
);

test('says every problem in one error, and creates nothing', () => {
  const stack = new TestStack();
  expect(
    () => new UserPool(stack, 'Users', { domainPrefix: 'aws', callbackUrls: ['http://a', 'b'] }),
  ).toThrow(/^domainPrefix is .*\ncallbackUrls is "http:\/\/a".*\ncallbackUrls is "b".*$/);
  Template.fromStack(stack).resourceCountIs(POOL, 0);
});

test('takes tokens', () => {
  expect(() =>
    template({
      domainPrefix: Fn.importValue('Prefix'),
      callbackUrls: [Fn.importValue('Url'), 'http://localhost:3000/signed-in'],
    }),
  ).not.toThrow();
});

test('shows its issuer, and where users sign in', () => {
  const stack = new TestStack();
  const redirectUri = 'https://objects.example.com/signed-in';
  const { userPool, client, domain } = new UserPool(stack, 'Users', {
    domainPrefix: 'plinth',
    callbackUrls: [redirectUri],
  });
  expect(stack.resolve(userPool.userPoolProviderUrl)).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^Users/), 'ProviderURL'],
  });
  const address = JSON.stringify(stack.resolve(domain.signInUrl(client, { redirectUri })));
  expect(address).toContain('.amazoncognito.com/login?client_id=');
});
