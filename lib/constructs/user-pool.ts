import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { defaultChild } from './default-child';
import { Problems } from './problems';

/** Properties for {@link UserPool}. */
export interface UserPoolProps {
  /**
   * Begins the address of the sign-in pages; no other user pool of the Region may have it, and none may have
   * `aws`, `amazon` or `cognito` in it.
   */
  readonly domainPrefix: string;

  /** Where the sign-in pages may send users back to: HTTPS, or `http://localhost` for development. */
  readonly callbackUrls: readonly string[];

  /**
   * What becomes of the users when the pool is deleted.
   *
   * @default - they are retained, and the pool cannot be deleted until its protection is taken off
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Users who sign in with a long password and a second factor, and one client without a secret that gets
 * tokens by the authorization-code grant alone.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-security.html
 */
export class UserPool extends Construct {
  /** The pool, with the issuer of its tokens (`userPoolProviderUrl`). */
  public readonly userPool: cognito.UserPool;

  /** The client, for an app that can keep no secret; it uses PKCE. */
  public readonly client: cognito.UserPoolClient;

  /** The sign-in pages: where they are (`baseUrl`), and where a user is sent (`signInUrl`). */
  public readonly domain: cognito.UserPoolDomain;

  /** @throws when Cognito would refuse a property, with every problem */
  public constructor(scope: Construct, id: string, props: UserPoolProps) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    requireUsable(props);

    const userPool = new cognito.UserPool(this, 'Resource', {
      featurePlan: cognito.FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      keepOriginal: { email: true },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
        passwordHistorySize: 24,
        tempPasswordValidity: Duration.days(1),
      },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
    this.domain = userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: props.domainPrefix },
    });
    this.userPool = userPool;
    const client = userPool.addClient('Client', {
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false },
        scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
        callbackUrls: [...props.callbackUrls],
      },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(1),
    });
    this.client = client;
    // No flow in which a password passes through the app; without a list Cognito allows one, and the L2
    // leaves out a list that has only this.
    defaultChild(client, cognito.CfnUserPoolClient).explicitAuthFlows = [
      'ALLOW_REFRESH_TOKEN_AUTH',
    ];
    Validations.of(userPool).acknowledge({
      id: 'AwsSolutions::AwsSolutions-COG8',
      reason:
        'Threat protection is all that the Plus plan adds, at $0.02 for each active user from the first one; a second factor is required of everybody instead.',
    });
  }
}

function requireUsable({ domainPrefix, callbackUrls }: UserPoolProps): void {
  const problems = new Problems();
  problems.check(
    'domainPrefix',
    domainPrefix,
    (prefix) =>
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(prefix) && !/aws|amazon|cognito/.test(prefix),
    'use 1 to 63 lower-case letters, digits and inner hyphens, without aws, amazon or cognito',
  );
  if (callbackUrls.length === 0 || callbackUrls.length > 100) {
    problems.add('callbackUrls', callbackUrls, 'name 1 to 100');
  }
  for (const url of callbackUrls) {
    problems.check('callbackUrls', url, isCallback, 'use https:// or http://localhost, without #');
  }
  problems.throwIfAny();
}

function isCallback(url: string): boolean {
  if (!URL.canParse(url) || !/^https?:\/\/[^/]/.test(url) || /[#*\s]/.test(url)) return false;
  const { protocol, hostname } = new URL(url);
  return url.length <= 1024 && (protocol === 'https:' || hostname === 'localhost');
}
