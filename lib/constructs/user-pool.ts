import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

/** Properties for {@link UserPool}. */
export interface UserPoolProps {
  /** Begins the address of the sign-in pages; no other user pool of the Region may have it. */
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
  /** The pool. */
  public readonly userPool: cognito.IUserPool;

  /** The client, for an app that can keep no secret; it uses PKCE. */
  public readonly client: cognito.IUserPoolClient;

  public constructor(scope: Construct, id: string, props: UserPoolProps) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const wrong = props.callbackUrls.filter(
      (url) => !/^(https:\/\/|http:\/\/localhost[:/])/.test(url),
    );
    if (wrong.length > 0 || props.callbackUrls.length === 0) {
      throw new Error(
        `callbackUrls is [${props.callbackUrls.join(', ')}]; name one or more, each on https:// or http://localhost`,
      );
    }

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
    userPool.addDomain('Domain', { cognitoDomain: { domainPrefix: props.domainPrefix } });
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
    const resource = client.node.defaultChild as cognito.CfnUserPoolClient;
    resource.explicitAuthFlows = ['ALLOW_REFRESH_TOKEN_AUTH'];
    Validations.of(userPool).acknowledge({
      id: 'AwsSolutions::AwsSolutions-COG8',
      reason:
        'Threat protection is all that the Plus plan adds, at $0.02 for each active user from the first one; a second factor is required of everybody instead.',
    });
  }
}
