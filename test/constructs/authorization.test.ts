import { Template } from 'aws-cdk-lib/assertions';
import { Fn, Validations } from 'aws-cdk-lib/core';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Authorization, type JwtAuthorizationProps } from '../../lib/constructs/authorization';
import { RestApi, type RestApiProps } from '../../lib/constructs/rest-api';
import { HousePolicy } from '../../lib/policy/policy';
import { TestStack } from '../support/app';
import { first, propertiesOf, type Resources, testPromises } from '../support/promises';

const METHOD = 'AWS::ApiGateway::Method';
const AUTHORIZER = 'AWS::ApiGateway::Authorizer';
const REASON = 'Whether the API answers at all is no secret.';

const jwt = (props: Partial<JwtAuthorizationProps> = {}) =>
  Authorization.jwt({ issuer: 'https://login.example', audience: 'objects', ...props });

const objects = (stack: TestStack) =>
  lambda.Function.fromFunctionAttributes(stack, 'Objects', {
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:objects',
    sameEnvironment: true,
  });

/** An API with each choice, `/jwt` on two routes. */
function api(): RestApi {
  const stack = new TestStack();
  const userPool = cognito.UserPool.fromUserPoolId(stack, 'Users', 'eu-west-1_users');
  const handler = objects(stack);
  const made = new RestApi(stack, 'Api', { description: 'objects' });
  const byToken = jwt({ scopes: ['read', 'write'] });
  made.addFunction('/iam', ['GET'], handler);
  made.addFunction('/jwt', ['GET'], handler, byToken);
  made.addFunction('/jwt/{key+}', ['GET'], handler, byToken);
  made.addFunction('/cognito', ['GET'], handler, Authorization.cognito({ userPool }));
  made.addFunction('/none', ['GET'], handler, Authorization.none({ reason: REASON }));
  return made;
}

const standard = api();
const template = Template.fromStack(standard.node.scope as TestStack);

function authorizer(resources: Resources, type: string): Record<string, unknown> {
  const found = Object.values(resources).find(
    ({ Type, Properties }) => Type === AUTHORIZER && Properties?.Type === type,
  );
  return found?.Properties ?? {};
}

testPromises(
  () => template,
  [
    {
      promise: 'asks IAM on every route that says nothing else',
      holds: (of) => {
        const types = propertiesOf(of, METHOD).map((method) => method.AuthorizationType);
        expect(types).toEqual(['AWS_IAM', 'CUSTOM', 'CUSTOM', 'COGNITO_USER_POOLS', 'NONE']);
      },
      mutant: (resources) => {
        first(resources, METHOD).AuthorizationType = 'NONE';
      },
    },
    {
      promise: 'lets no answer outlive its token',
      holds: (of) => {
        const ttls = propertiesOf(of, AUTHORIZER).map((one) => one.AuthorizerResultTtlInSeconds);
        expect(ttls).toEqual([0, 0]);
      },
      mutant: (resources) => {
        first(resources, AUTHORIZER).AuthorizerResultTtlInSeconds = 300;
      },
    },
    {
      promise: 'tells the function which tokens are good',
      holds: (of) => {
        of.hasResourceProperties('AWS::Lambda::Function', {
          Environment: {
            Variables: {
              ISSUER: 'https://login.example',
              AUDIENCE: 'objects',
              ALGORITHM: 'RS256',
              SCOPES: 'read write',
            },
          },
        });
      },
      mutant: (resources) => {
        first(resources, 'AWS::Lambda::Function').Environment = { Variables: {} };
      },
    },
    {
      promise: 'calls the function for bearer tokens alone',
      holds: (of) => {
        const [expression] = propertiesOf<{ IdentityValidationExpression?: string }>(of, AUTHORIZER)
          .map((one) => one.IdentityValidationExpression)
          .filter((one) => one !== undefined);
        const pattern = new RegExp(expression ?? '');
        expect(
          [
            'Bearer a.b-_.c',
            'bearer a.b.',
            'BEARER a.b.c',
            'a.b.c',
            'Basic YTpi',
            'Bearer a.b',
          ].filter((one) => pattern.test(one)),
        ).toEqual(['Bearer a.b-_.c', 'bearer a.b.', 'BEARER a.b.c']);
      },
      mutant: (resources) => {
        authorizer(resources, 'TOKEN').IdentityValidationExpression = '.*';
      },
    },
    {
      promise: 'lets only its own authorizer call the function',
      holds: (of) => {
        const permissions = propertiesOf(of, 'AWS::Lambda::Permission');
        expect(
          permissions.filter(({ SourceArn }) =>
            JSON.stringify(SourceArn).includes('/authorizers/'),
          ),
        ).toHaveLength(1);
        expect(permissions.filter(({ SourceArn }) => SourceArn === undefined)).toEqual([]);
      },
      mutant: (resources) => {
        for (const { Type, Properties } of Object.values(resources)) {
          if (Type === 'AWS::Lambda::Permission') delete Properties?.SourceArn;
        }
      },
    },
  ],
);

test('makes one function for all routes that share a choice', () => {
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs(AUTHORIZER, 2);
});

test('records the reason for everybody on that very method, and no exception elsewhere', () => {
  const accepted = standard.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, unknown>))
      .filter(([id]) => /APIG4|COG4/.test(id))
      .map(([id, reason]) => [
        node.path.replace('Test/Api/Resource/Default/', ''),
        id.replace('AwsSolutions::AwsSolutions-', ''),
        reason === REASON || JSON.stringify(reason).includes(REASON),
      ]),
  );
  expect(accepted).toEqual([
    ['iam/GET', 'COG4', false],
    ['jwt/GET', 'COG4', false],
    ['jwt/{key+}/GET', 'COG4', false],
    ['none/GET', 'APIG4', true],
    ['none/GET', 'COG4', true],
  ]);
});

test('leaves nothing to the policy that nobody has accepted', () => {
  const found = new HousePolicy().validateScope(standard.node.scope as TestStack).violations;
  const rules = found.filter(({ ruleName }) => /APIG4|COG4/.test(ruleName));
  // The findings are there, and each is accepted where it stands.
  expect(rules.map(({ ruleName }) => ruleName).sort()).toEqual([
    'AwsSolutions-APIG4',
    'AwsSolutions-COG4',
  ]);
});

test('asks for a scope of the pool when told to', () => {
  const stack = new TestStack();
  const userPool = cognito.UserPool.fromUserPoolId(stack, 'Users', 'eu-west-1_users');
  const authorization = Authorization.cognito({ userPool, scopes: ['objects/read'] });
  const made = new RestApi(stack, 'Api', { description: 'objects', authorization });
  made.addFunction('/', ['GET'], objects(stack));
  Template.fromStack(stack).hasResourceProperties(METHOD, {
    AuthorizationType: 'COGNITO_USER_POOLS',
    AuthorizationScopes: ['objects/read'],
  });
});

test('fails when a token could not be judged, and names every reason', () => {
  const wrong = { issuer: 'http://login.example', audience: ' ', scopes: ['a b'] };
  const algorithm = JSON.parse('"none"') as 'RS256';
  expect(() => jwt({ ...wrong, algorithm })).toThrow(
    [
      'issuer is "http://login.example": use the HTTPS address that tokens have as iss',
      'audience is " ": name whom tokens are issued for',
      'algorithm is "none": use "RS256" or "PS256" or "ES256" or "EdDSA"',
      'scopes is "a b": name one scope in each element',
    ].join('\n'),
  );
});

test.each(['https://', 'https:///path', 'https://login.example/?a', 'login.example'])(
  'refuses %p as an issuer',
  (issuer) => {
    expect(() => jwt({ issuer })).toThrow(`issuer is "${issuer}": use the HTTPS address`);
  },
);

test('takes an issuer that only the deploy knows', () => {
  expect(() => jwt({ issuer: Fn.importValue('Issuer') })).not.toThrow();
});

test('refuses an empty list of scopes, which would ask for none', () => {
  const userPool = cognito.UserPool.fromUserPoolId(new TestStack(), 'Users', 'eu-west-1_users');
  const message = 'scopes is []: name one or more, or leave it out to ask for none';
  expect(() => Authorization.cognito({ userPool, scopes: [] })).toThrow(message);
  expect(() => jwt({ scopes: [] })).toThrow(message);
});

test('fails when nobody says why everybody may call', () => {
  expect(() => Authorization.none({ reason: ' ' })).toThrow(
    'reason is " ": say why everybody may call',
  );
});

test.each([{ authorization: 'none' }, { authorization: null }, { authorization: {} }])(
  'refuses %j, which is no authorization',
  (fromJson) => {
    const props = JSON.parse(JSON.stringify(fromJson)) as Pick<RestApiProps, 'authorization'>;
    const stack = new TestStack();
    const message = `authorization is ${JSON.stringify(fromJson.authorization)}: use Authorization.iam()`;
    expect(() => new RestApi(stack, 'Api', { description: 'objects', ...props })).toThrow(message);
    const api = new RestApi(stack, 'Other', { description: 'objects' });
    expect(() => {
      api.addFunction('/', ['GET'], objects(stack), props.authorization);
    }).toThrow(message);
  },
);

test('lets routes of one API ask for different scopes and issuers', () => {
  const stack = new TestStack();
  const userPool = cognito.UserPool.fromUserPoolId(stack, 'Users', 'eu-west-1_users');
  const api = new RestApi(stack, 'Api', { description: 'objects' });
  const handler = objects(stack);
  const choices = {
    '/read': Authorization.cognito({ userPool, scopes: ['read'] }),
    '/write': Authorization.cognito({ userPool, scopes: ['write'] }),
    '/one': jwt({ issuer: 'https://one.example' }),
    '/two': jwt({ issuer: 'https://two.example' }),
  };
  for (const [path, choice] of Object.entries(choices)) {
    api.addFunction(path, ['GET'], handler, choice);
    api.addFunction(`${path}/again`, ['GET'], handler, choice);
  }
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::ApiGateway::Authorizer', 4);
  const authorizers = propertiesOf<{ AuthorizerId: { Ref: string } }>(template, METHOD);
  expect(new Set(authorizers.map(({ AuthorizerId }) => AuthorizerId.Ref)).size).toBe(4);
  const issuers = propertiesOf<{ Environment?: { Variables: Record<string, string> } }>(
    template,
    'AWS::Lambda::Function',
  ).map(({ Environment }) => Environment?.Variables.ISSUER);
  expect(issuers.sort()).toEqual(['https://one.example', 'https://two.example']);
});
