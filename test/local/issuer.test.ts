import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { json } from 'node:stream/consumers';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { type Certificate, ensureCertificate } from '../../lib/local/certificate';
import { type Issuer, startIssuer } from '../../lib/local/issuer';
import { ensurePython } from '../../lib/local/python';
import { deploySession } from '../deploy/session';

const session = deploySession();
let certificate: Certificate;
let issuer: Issuer;

beforeAll(async () => {
  certificate = await ensureCertificate(session, await ensurePython(session));
}, 120_000);

beforeEach(async () => {
  issuer = await startIssuer(certificate);
});

afterEach(async () => {
  await issuer.close();
});

/** Reads a document of the issuer, as one who trusts its certificate. */
function read<T>(address: string): Promise<T> {
  const agent = new Agent({ ca: readFileSync(certificate.certificateFile) });
  return new Promise((resolve, reject) => {
    get(address, { agent }, (answer) => {
      json(answer).then((value) => {
        resolve(value as T);
      }, reject);
    }).on('error', reject);
  });
}

async function accepts(token: string): Promise<boolean> {
  const { issuer: iss, jwks_uri } = await read<{ issuer: string; jwks_uri: string }>(
    `${issuer.url}/.well-known/openid-configuration`,
  );
  expect(iss).toBe(issuer.url);
  const keys = createLocalJWKSet(await read<JSONWebKeySet>(jwks_uri));
  return jwtVerify(token, keys, { issuer: iss }).then(
    () => true,
    () => false,
  );
}

test('issues tokens that its own documents vouch for', async () => {
  expect(issuer.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await accepts(await issuer.sign({ sub: 'somebody' }))).toBe(true);
});

test('forgets a key when it makes another', async () => {
  const old = await issuer.sign({ sub: 'somebody' });
  await issuer.rotate();
  expect(await accepts(old)).toBe(false);
  expect(await accepts(await issuer.sign({ sub: 'somebody' }))).toBe(true);
});

test('keeps a key to itself when told to', async () => {
  await issuer.rotate({ published: false });
  expect(await accepts(await issuer.sign({ sub: 'somebody' }))).toBe(false);
});
