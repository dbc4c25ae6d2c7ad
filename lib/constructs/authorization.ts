import { Duration, type RemovalPolicy } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { NodeFunction } from './node-function';
import { Problems } from './problems';

/** Those that sign with a private key; what is verified with a shared secret can be forged with it. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

/** Properties for {@link Authorization.cognito}. */
export interface CognitoAuthorizationProps {
  /** Whose users may call. */
  readonly userPool: cognito.IUserPool;

  /**
   * Scopes of which an access token must have one; a list that is there names one or more.
   *
   * @default - every ID token of the pool will do, whichever client it was issued to
   */
  readonly scopes?: readonly string[];
}

/** Properties for {@link Authorization.jwt}. */
export interface JwtAuthorizationProps {
  /** Who issues the tokens: an OIDC issuer that can be reached by HTTPS, exactly as tokens have it. */
  readonly issuer: string;

  /** For whom tokens must be issued. */
  readonly audience: string;

  /**
   * The one algorithm that tokens may be signed with.
   *
   * @default 'RS256'
   */
  readonly algorithm?: (typeof ALGORITHMS)[number];

  /**
   * Scopes of which a token must have one; a list that is there names one or more.
   *
   * @default - every good token will do
   */
  readonly scopes?: readonly string[];
}

/** Properties for {@link Authorization.none}. */
export interface NoAuthorizationProps {
  /** Why everybody may call; it is recorded as the accepted exception of each method. */
  readonly reason: string;
}

/** What an API gives an {@link Authorization} to make its parts with. */
export interface AuthorizationContext {
  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;

  /** What becomes of logs when the API is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** An {@link Authorization} as one API has it. */
export interface BoundAuthorization {
  /** What each method is told. */
  readonly method: Pick<
    apigateway.MethodOptions,
    'authorizationType' | 'authorizer' | 'authorizationScopes'
  >;

  /** Rules that each method breaks with good reason, with that reason. */
  readonly accepted: Readonly<Record<string, string>>;
}

/**
 * Who may call a method of a REST API: one choice, for the whole API or for a route. Pass the same object
 * to every route that is to share an authorizer; a further one of its kind gets parts of its own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 */
export abstract class Authorization {
  /** Whoever signs with SigV4 as an IAM principal that is allowed to. */
  public static iam(): Authorization {
    return new IamAuthorization();
  }

  /**
   * Users of a Cognito user pool, whose tokens API Gateway itself verifies.
   *
   * @throws when a scope is not usable, with every problem
   */
  public static cognito(props: CognitoAuthorizationProps): Authorization {
    return new CognitoAuthorization(props);
  }

  /**
   * Whoever has a token of an OIDC issuer, verified by a function (`lambda/authorizer`) at each request.
   *
   * @throws when the issuer is no HTTPS address, or another property is not usable, with every problem
   */
  public static jwt(props: JwtAuthorizationProps): Authorization {
    return new JwtAuthorization(props);
  }

  /**
   * Everybody.
   *
   * @throws when the reason says nothing
   */
  public static none(props: NoAuthorizationProps): Authorization {
    return new NoAuthorization(props);
  }

  /** Makes what one API needs for it, once; the API calls this. */
  public abstract bind(api: Construct, context: AuthorizationContext): BoundAuthorization;
}

class IamAuthorization extends Authorization {
  public bind(): BoundAuthorization {
    return {
      method: { authorizationType: apigateway.AuthorizationType.IAM },
      accepted: {
        'AwsSolutions::AwsSolutions-COG4':
          'The method demands a request signed by an IAM principal of this account; there is no user pool to ask.',
      },
    };
  }
}

class CognitoAuthorization extends Authorization {
  public constructor(private readonly props: CognitoAuthorizationProps) {
    super();
    const problems = new Problems();
    checkScopes(problems, props.scopes);
    problems.throwIfAny();
  }

  public bind(api: Construct): BoundAuthorization {
    const id = freeId(api, 'UserPoolAuthorizer');
    const authorizer = new apigateway.CognitoUserPoolsAuthorizer(api, id, {
      cognitoUserPools: [this.props.userPool],
      // A cached answer would outlive the token.
      resultsCacheTtl: Duration.seconds(0),
    });
    return {
      method: {
        authorizationType: apigateway.AuthorizationType.COGNITO,
        authorizer,
        authorizationScopes: this.props.scopes && [...this.props.scopes],
      },
      accepted: {},
    };
  }
}

class JwtAuthorization extends Authorization {
  public constructor(private readonly props: JwtAuthorizationProps) {
    super();
    const { issuer, audience, algorithm, scopes } = props;
    const problems = new Problems();
    problems.check('issuer', issuer, isIssuer, 'use the HTTPS address that tokens have as iss');
    problems.check(
      'audience',
      audience,
      (text) => /\S/.test(text),
      'name whom tokens are issued for',
    );
    problems.checkChoice('algorithm', algorithm, ALGORITHMS);
    checkScopes(problems, scopes);
    problems.throwIfAny();
  }

  public bind(api: Construct, context: AuthorizationContext): BoundAuthorization {
    const { issuer, audience, algorithm = 'RS256', scopes = [] } = this.props;
    const verifier = new NodeFunction(api, freeId(api, 'TokenVerifier'), {
      ...context,
      entry: 'lambda/authorizer',
      description: 'Verifies the tokens of callers',
      environment: {
        ISSUER: issuer,
        AUDIENCE: audience,
        ALGORITHM: algorithm,
        SCOPES: scopes.join(' '),
      },
    });
    const authorizer = new apigateway.TokenAuthorizer(api, freeId(api, 'TokenAuthorizer'), {
      handler: verifier.function,
      // What is no bearer token is refused without a call of the function.
      validationRegex:
        '^[Bb][Ee][Aa][Rr][Ee][Rr] [-_0-9A-Za-z]+\\.[-_0-9A-Za-z]+\\.[-_0-9A-Za-z]*$',
      // A cached answer would outlive the token, and its policy would be asked about other methods.
      resultsCacheTtl: Duration.seconds(0),
    });
    return {
      method: { authorizationType: apigateway.AuthorizationType.CUSTOM, authorizer },
      accepted: {
        'AwsSolutions::AwsSolutions-COG4':
          'The method demands a token of an OIDC issuer, which a function verifies; the issuer is no user pool of this account.',
      },
    };
  }
}

class NoAuthorization extends Authorization {
  public constructor(private readonly props: NoAuthorizationProps) {
    super();
    const problems = new Problems();
    problems.check(
      'reason',
      props.reason,
      (text) => /\S/.test(text),
      'say why everybody may call, as an auditor would want it said',
    );
    problems.throwIfAny();
  }

  public bind(): BoundAuthorization {
    const { reason } = this.props;
    return {
      method: { authorizationType: apigateway.AuthorizationType.NONE },
      accepted: {
        'AwsSolutions::AwsSolutions-APIG4': reason,
        'AwsSolutions::AwsSolutions-COG4': reason,
        'House::method-authorization': reason,
      },
    };
  }
}

/** Records what is no authorization, such as a word from JSON. */
export function checkAuthorization(problems: Problems, authorization: unknown): void {
  if (authorization === undefined || authorization instanceof Authorization) return;
  const remedy = 'use Authorization.iam(), .cognito(), .jwt() or .none()';
  problems.add('authorization', authorization, remedy);
}

/** An empty list would ask for no scope at all, where whoever named it wanted some. */
function checkScopes(problems: Problems, scopes: readonly string[] | undefined): void {
  if (scopes?.length === 0) {
    problems.add('scopes', scopes, 'name one or more, or leave it out to ask for none');
  }
  for (const scope of scopes ?? []) {
    const remedy = 'name one scope in each element';
    problems.check('scopes', scope, (text) => /^[^\s"\\]+$/.test(text), remedy);
  }
}

function isIssuer(issuer: string): boolean {
  return /^https:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(issuer) && URL.canParse(issuer);
}

/** The first of a kind has the plain id; the parts of another one are numbered. */
function freeId(api: Construct, kind: string): string {
  const taken = api.node.children.filter(({ node }) => node.id.startsWith(kind));
  return taken.length === 0 ? kind : `${kind}${String(taken.length + 1)}`;
}
