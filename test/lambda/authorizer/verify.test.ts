import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { Refused, tokenVerifier } from '../../../lambda/authorizer/verify';
import {
  signedByAnother,
  signedByPublicKey,
  tampered,
  unsigned,
} from '../../../lib/local/smoke/tokens';

const ISSUER = 'https://login.example';
const AUDIENCE = 'objects';
const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;

async function makeKey(kid: string, alg = 'RS256') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig' };
  const sign = (claims: object = {}, typ?: string) =>
    new SignJWT({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'somebody',
      exp: seconds(60),
      ...claims,
    })
      .setProtectedHeader({ alg, kid, typ })
      .sign(privateKey);
  return { jwk, sign, pem: await exportSPKI(publicKey) };
}

type Key = Awaited<ReturnType<typeof makeKey>>;
let key: Key;
let other: Key;
let served: Record<string, object>;
let read: string[];

beforeAll(async () => {
  [key, other] = await Promise.all([makeKey('one'), makeKey('two')]);
});

beforeEach(() => {
  read = [];
  served = {
    [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` },
    [`${ISSUER}/keys`]: { keys: [key.jwk] },
  };
  jest.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    const address = input instanceof Request ? input.url : String(input);
    read.push(address);
    const found = served[address];
    return Promise.resolve(Response.json(found ?? {}, { status: found ? 200 : 503 }));
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

const verifier = () => tokenVerifier({ issuer: ISSUER, audience: AUDIENCE, algorithm: 'RS256' });
const codeOf = async (token: string, verify = verifier()) =>
  verify(token).then(
    () => 'accepted',
    (error: unknown) => (error instanceof Refused ? error.code : String(error)),
  );

test('accepts a good token and answers its claims', async () => {
  expect(await verifier()(await key.sign({ scope: 'read' }))).toMatchObject({
    sub: 'somebody',
    scope: 'read',
  });
});

test.each([
  ['Cognito', {}, undefined],
  ['Okta', { exp: seconds(86_400), iat: seconds(0) }, undefined],
  ['Auth0', { exp: seconds(86_400), iat: seconds(0) }, 'JWT'],
  ['Entra', { exp: seconds(100_000), iat: seconds(0) }, 'JWT'],
  ['Keycloak', { typ: 'Bearer' }, 'JWT'],
  ['an issuer that follows RFC 9068', {}, 'at+jwt'],
  ['one that writes media types whole', {}, 'application/AT+JWT'],
])('accepts a token as %s makes it', async (_, claims, typ) => {
  expect(await codeOf(await key.sign(claims, typ))).toBe('accepted');
});

test('allows for clocks that differ by seconds', async () => {
  expect(await codeOf(await key.sign({ exp: seconds(-5), nbf: seconds(5) }))).toBe('accepted');
});

test.each<[string, () => string | Promise<string>, string]>([
  ['malformed', () => 'a.b.c', 'ERR_JWS_INVALID'],
  ['expired', () => key.sign({ exp: seconds(-30) }), 'ERR_JWT_EXPIRED'],
  ['without an end', () => key.sign({ exp: undefined }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['without a subject', () => key.sign({ sub: undefined }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['of nobody', () => key.sign({ sub: '' }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['of a number', () => key.sign({ sub: 7 }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['of null', () => key.sign({ sub: null }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['of an object', () => key.sign({ sub: { a: 1 } }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['for a logout', () => key.sign({}, 'logout+jwt'), 'ERR_JWT_TYPE_NOT_ALLOWED'],
  ['a proof', () => key.sign({}, 'dpop+jwt'), 'ERR_JWT_TYPE_NOT_ALLOWED'],
  ['for months to come', () => key.sign({ exp: seconds(8e6) }), 'ERR_JWT_LIFETIME_TOO_LONG'],
  [
    'near the end of months',
    () => key.sign({ iat: seconds(-8e6), exp: seconds(60) }),
    'ERR_JWT_LIFETIME_TOO_LONG',
  ],
  ['not valid yet', () => key.sign({ nbf: seconds(30) }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['for another', () => key.sign({ aud: 'other' }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['of another issuer', () => key.sign({ iss: 'other' }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['unsigned', async () => unsigned(await key.sign()), 'ERR_JOSE_ALG_NOT_ALLOWED'],
  [
    'signed with the public key as a shared secret',
    async () => signedByPublicKey(await key.sign(), key.pem),
    'ERR_JOSE_ALG_NOT_ALLOWED',
  ],
  [
    'tampered with',
    async () => tampered(await key.sign(), { sub: 'root' }),
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  ],
  [
    'signed by another key under the same name',
    async () => signedByAnother(await key.sign()),
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  ],
  ['signed by an unknown key', () => other.sign(), 'ERR_JWKS_NO_MATCHING_KEY'],
])('refuses a token that is %s', async (_, token, code) => {
  expect(await codeOf(await token())).toBe(code);
});

test('refuses a good signature by another algorithm than the one that is pinned', async () => {
  const elliptic = await makeKey('three', 'ES256');
  served[`${ISSUER}/keys`] = { keys: [key.jwk, elliptic.jwk] };
  expect(await codeOf(await elliptic.sign())).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
});

test('reads the keys once, and again once for a key that it does not know', async () => {
  const verify = verifier();
  const now = Date.now();
  expect(await codeOf(await key.sign(), verify)).toBe('accepted');
  expect(await codeOf(await key.sign(), verify)).toBe('accepted');
  expect(read).toHaveLength(2);
  const late = jest.spyOn(Date, 'now').mockReturnValue(now + 31_000);
  expect(await codeOf(await other.sign({ exp: seconds(60) }), verify)).toBe(
    'ERR_JWKS_NO_MATCHING_KEY',
  );
  expect(await codeOf(await other.sign({ exp: seconds(60) }), verify)).toBe(
    'ERR_JWKS_NO_MATCHING_KEY',
  );
  expect(read).toHaveLength(3);
  served[`${ISSUER}/keys`] = { keys: [other.jwk] };
  late.mockReturnValue(now + 62_000);
  expect(await codeOf(await other.sign({ exp: seconds(60) }), verify)).toBe('accepted');
  expect(await codeOf(await key.sign({ exp: seconds(60) }), verify)).toBe(
    'ERR_JWKS_NO_MATCHING_KEY',
  );
});

test.each([
  ['does not answer', undefined, 'answered 503'],
  ['speaks for another', { issuer: 'https://other.example' }, 'speaks for another issuer'],
  ['has its keys on HTTP', { issuer: ISSUER, jwks_uri: 'http://a/' }, 'elsewhere than on HTTPS'],
])('does not blame the token when the issuer %s, and asks again', async (_, document, message) => {
  const address = `${ISSUER}/.well-known/openid-configuration`;
  const good = served[address];
  const verify = verifier();
  if (document) served[address] = document;
  else Reflect.deleteProperty(served, address);
  expect(await codeOf(await key.sign(), verify)).toContain(message);
  served[address] = good ?? {};
  expect(await codeOf(await key.sign(), verify)).toBe('accepted');
});
