import type { APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { authorize } from '../../../lambda/authorizer/authorize';
import type { LogEntry } from '../../../lambda/authorizer/log';
import { Refused } from '../../../lambda/authorizer/verify';

const methodArn = 'arn:aws:execute-api:eu-west-1:111122223333:api/v1/GET/objects/a';
const TOKEN = 'aaa.bbb.ccc';

/** Asks for a decision about a token with these claims, or that fails to be verified. */
async function decide(
  outcome: Error | Record<string, unknown>,
  { scopes = [] as string[], authorizationToken = `Bearer ${TOKEN}` } = {},
) {
  const logged: LogEntry[] = [];
  const verified: string[] = [];
  const event: APIGatewayTokenAuthorizerEvent = { type: 'TOKEN', methodArn, authorizationToken };
  const verify = (token: string) => {
    verified.push(token);
    return outcome instanceof Error
      ? Promise.reject(outcome)
      : Promise.resolve({ sub: 'somebody', ...outcome });
  };
  const result = await authorize(
    { verify, scopes, log: (entry) => logged.push(entry) },
    event,
  ).catch((error: unknown) => error as Error);
  return { result, logged, verified };
}

test('allows a good token this one method and path', async () => {
  const { result, verified } = await decide({});
  expect(verified).toEqual([TOKEN]);
  expect(result).toMatchObject({
    principalId: 'somebody',
    policyDocument: {
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }],
    },
  });
});

test('passes on the subject and the scopes, and never the token', async () => {
  const { result, logged } = await decide({ scope: 'read write', secret: 'x' });
  expect(result).toMatchObject({ context: { subject: 'somebody', scope: 'read write' } });
  expect(JSON.stringify([result, logged])).not.toMatch(/aaa|secret/);
});

test.each([
  ['read', 'Allow'],
  ['write delete', 'Allow'],
  ['readers', 'Deny'],
  [undefined, 'Deny'],
  [['read'], 'Deny'],
])('gives a good token with the scope %j an answer of %s', async (scope, Effect) => {
  const { result } = await decide({ scope }, { scopes: ['read', 'write'] });
  expect(result).toMatchObject({ policyDocument: { Statement: [{ Effect }] } });
});

test.each([
  '',
  TOKEN,
  'Basic aaa',
  'Bearer',
  'Bearer a.b',
  'Bearer a.b.c d',
  'Bearer a.b.c,Bearer',
])('answers 401 to the header "%s" without a look at it', async (authorizationToken) => {
  const { result, verified } = await decide({}, { authorizationToken });
  expect(result).toMatchObject({ message: 'Unauthorized' });
  expect(verified).toEqual([]);
});

test('answers 401 to a token that is refused, and logs why', async () => {
  const { result, logged } = await decide(new Refused('ERR_JWT_EXPIRED'));
  expect(result).toMatchObject({ message: 'Unauthorized' });
  expect(logged).toEqual([
    { level: 'WARN', message: 'authorization', outcome: 'refused', error: 'ERR_JWT_EXPIRED' },
  ]);
});

test.each([
  [Object.assign(new Error('late'), { name: 'W', code: 'ERR_JWKS_TIMEOUT' }), 'ERR_JWKS_TIMEOUT'],
  [Object.assign(new Error('late'), { name: 'TimeoutError', code: 23 }), 'TimeoutError'],
])(
  'logs a name that survives minifying when the issuer does not answer',
  async (failure, error) => {
    expect((await decide(failure)).logged).toMatchObject([{ outcome: 'failed', error }]);
  },
);

test('answers 500, and lets nobody in, when the issuer cannot be asked', async () => {
  const { result, logged } = await decide(new Error('fetch failed'));
  expect(result).toMatchObject({ message: 'fetch failed' });
  expect(logged).toMatchObject([{ level: 'ERROR', outcome: 'failed', reason: 'fetch failed' }]);
});
