import {
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Issuer, issuerOf } from '../../lib/local/issuer';
import { clientConfig } from '../../lib/local/local-aws';
import { callSigned, send } from '../../lib/local/smoke/request';
import type { Started } from '../../lib/local/start';
import {
  signedByAnother,
  signedByPublicKey,
  tampered,
  unsigned,
} from '../../lib/local/smoke/tokens';
import { AUDIENCE, AuthorizationStack } from './authorization-stack';
import { deploySession } from './session';
import { deployApp } from './small-app';
import { signInNewUser } from './user';

const session = deploySession();
let started: Started;
let issuer: Issuer;
let idp: CognitoIdentityProviderClient;

beforeAll(async () => {
  issuer = await issuerOf(session);
  started = await deployApp(session, (app) => {
    new AuthorizationStack(app, 'Authorization', issuer.url);
  });
  idp = new CognitoIdentityProviderClient(clientConfig(started.deployment.aws));
  session.resources.add({
    name: 'client of Cognito',
    dispose: () => {
      idp.destroy();
    },
  });
}, 300_000);

afterAll(async () => {
  expect(await session.resources.disposeAll()).toEqual([]);
}, 60_000);

const stage = () => ({ aws: started.deployment.aws, apiId: output('ApiId'), name: 'live' });
const output = (name: string) => started.deployment.outputs.Authorization?.[name] ?? '';

/** What a route answers to an `Authorization` header. */
async function answerOf(route: string, authorization?: string) {
  const call = { method: 'GET', path: `/${route}` };
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const { status, body } = await send(stage(), call, headers);
  return { status, body: JSON.parse(body.toString()) as Record<string, unknown> };
}

const statusOf = async (route: string, token: string) =>
  (await answerOf(route, `Bearer ${token}`)).status;
const good = (claims: object = {}) => issuer.sign({ sub: 'somebody', aud: AUDIENCE, ...claims });
const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;

describe('a route for everybody', () => {
  test('is answered without a token', async () => {
    expect((await answerOf('none')).status).toBe(200);
  });
});

describe('a route for IAM principals, which is the default', () => {
  test('is answered to a signed request', async () => {
    const { aws } = started.deployment;
    const call = { method: 'GET', path: '/iam' };
    expect((await callSigned(stage(), call, aws.root)).status).toBe(200);
  });

  test('is refused without a signature, and to a token of either issuer', async () => {
    expect((await answerOf('iam')).status).toBe(403);
    expect(await statusOf('iam', await good())).toBe(403);
  });
});

describe('a route for the tokens of an issuer', () => {
  test('is answered to a good token, of which the function learns the subject alone', async () => {
    const { status, body } = await answerOf('jwt', `Bearer ${await good({ scope: 'read' })}`);
    expect(status).toBe(200);
    expect(body).toEqual({ principalId: 'somebody', subject: 'somebody', scope: 'read' });
  });

  test.each<[string, () => string | Promise<string>]>([
    ['that is malformed', () => 'a.b'],
    ['that has expired', () => good({ exp: seconds(-60) })],
    ['that never expires', () => good({ exp: undefined })],
    ['that is not valid yet', () => good({ nbf: seconds(60) })],
    ['for another audience', () => good({ aud: 'https://other.example' })],
    ['of another issuer', () => good({ iss: 'https://other.example' })],
    ['with alg none', async () => unsigned(await good())],
    ['that was tampered with', async () => tampered(await good(), { sub: 'root' })],
    ['signed by another key', async () => signedByAnother(await good())],
    ['signed with the public key', async () => signedByPublicKey(await good(), issuer.publicKey())],
  ])('is refused to a token %s', async (_, token) => {
    expect(await statusOf('jwt', await good())).toBe(200);
    expect(await statusOf('jwt', await token())).toBe(401);
  });

  test('is refused without a token, and to a signed request', async () => {
    expect((await answerOf('jwt')).status).toBe(401);
    const { aws } = started.deployment;
    const call = { method: 'GET', path: '/jwt' };
    expect((await callSigned(stage(), call, aws.root)).status).toBe(401);
  });
});

describe('a route for the users of a pool', () => {
  test('is answered to an ID token, and to none that was changed', async () => {
    const token = await signInNewUser(idp, output('usersPoolId'), output('usersTesterId'));
    const { status, body } = await answerOf('cognito', token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ claims: { aud: output('usersTesterId'), token_use: 'id' } });
    expect(await statusOf('cognito', unsigned(token))).toBe(401);
    expect(await statusOf('cognito', tampered(token, { sub: 'root' }))).toBe(401);
    expect(await statusOf('cognito', tampered(token, { exp: seconds(3600) }))).toBe(401);
    expect(await statusOf('cognito', await signedByAnother(token))).toBe(401);
  }, 30_000);

  test('is refused without a token, to users of another pool and to another issuer', async () => {
    const stranger = await signInNewUser(
      idp,
      output('strangersPoolId'),
      output('strangersTesterId'),
    );
    expect(stranger.split('.')).toHaveLength(3);
    expect((await answerOf('cognito')).status).toBe(401);
    expect(await statusOf('cognito', stranger)).toBe(401);
    expect(await statusOf('cognito', await good())).toBe(401);
  }, 30_000);

  test('has a client that takes no password', async () => {
    const attempt = idp.send(
      new AdminInitiateAuthCommand({
        UserPoolId: output('usersPoolId'),
        ClientId: output('usersClientId'),
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'somebody@plinth.example', PASSWORD: 'aA1!aA1!aA1!aA1!' },
      }),
    );
    await expect(attempt).rejects.toThrow(/flow not enabled/i);
  });
});

test('refuses a key that the issuer does not publish, and still believes the one that it does', async () => {
  const old = await good();
  await issuer.rotate({ published: false });
  expect(await statusOf('jwt', await good())).toBe(401);
  expect(await statusOf('jwt', old)).toBe(200);
});
