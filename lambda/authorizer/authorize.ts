import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import type { Log } from './log';
import { type Claims, Refused, type Verify } from './verify';

/** What {@link authorize} works with. */
export interface Dependencies {
  /** Answers the claims of a token, or throws. */
  readonly verify: Verify;

  /** Scopes of which the token must have one; every good token will do when there are none. */
  readonly scopes: readonly string[];

  /** Takes one entry for each decision. */
  readonly log: Log;
}

/**
 * API Gateway answers 401 when an authorizer throws this word, exactly, and 500 when it throws another.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export const UNAUTHORIZED = 'Unauthorized';

/**
 * Decides on one request. A good token gets a policy for this one method and path, `Deny` (403) when it
 * lacks the scope; no policy is made for any other token.
 *
 * @throws Error `Unauthorized` (401) when the token is missing, malformed or not good, and any other
 * error (500) when the issuer could not be asked: nobody is let in meanwhile
 */
export async function authorize(
  { verify, scopes, log }: Dependencies,
  { authorizationToken, methodArn }: APIGatewayTokenAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> {
  const claims = await claimsOf(authorizationToken, verify, log);
  const granted = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  const allowed = scopes.length === 0 || scopes.some((scope) => granted.includes(scope));
  const outcome = allowed ? 'allowed' : 'denied';
  log({
    level: allowed ? 'INFO' : 'WARN',
    message: 'authorization',
    outcome,
    subject: claims.sub,
  });
  return {
    principalId: claims.sub,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: allowed ? 'Allow' : 'Deny',
          Resource: methodArn,
        },
      ],
    },
    context: { subject: claims.sub, scope: granted.join(' ') },
  };
}

async function claimsOf(header: string, verify: Verify, log: Log): Promise<Claims> {
  try {
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(header) ?? [];
    if (token === undefined) throw new Refused('ERR_NO_BEARER_TOKEN');
    return await verify(token);
  } catch (error) {
    const message = 'authorization';
    if (error instanceof Refused) {
      log({ level: 'WARN', message, outcome: 'refused', error: error.code });
      throw new Error(UNAUTHORIZED, { cause: error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    log({ level: 'ERROR', message, outcome: 'failed', error: nameOf(error), reason });
    throw error;
  }
}

/** jose names its errors by their classes, of which a minified bundle has one letter; the code stays. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
