import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { JWTPayload } from 'jose';
import { type Certificate, ensureCertificate } from './certificate';
import { ensurePython } from './python';
import type { Session } from './session';

/** The algorithm of the keys. */
const ALGORITHM = 'RS256';

/** For whom its tokens are. */
const AUDIENCE = 'plinth';

/** An OIDC issuer on this machine, for authorization by JWT. */
export interface Issuer {
  /** What its tokens have as `iss`, `https://127.0.0.1:PORT`. */
  readonly url: string;

  /** For whom they are, their `aud`, unless the claims say otherwise. */
  readonly audience: string;

  /**
   * Signs a token with the current key. It holds for five minutes unless the claims say otherwise.
   *
   * @param claims what it says besides; `undefined` leaves a claim out
   */
  sign(claims: JWTPayload): Promise<string>;

  /**
   * Makes another key, and forgets the one before.
   *
   * @param options.published whether the new key can be read. Default: it can
   */
  rotate(options?: { readonly published?: boolean }): Promise<void>;

  /** The public key that can be read, as PEM. */
  publicKey(): string;

  /** Ends it. */
  readonly close: () => Promise<void>;
}

/** Starts an issuer on a free port of 127.0.0.1, with keys that were made just now. */
export async function startIssuer({ certificateFile, keyFile }: Certificate): Promise<Issuer> {
  let signing = await makeKey();
  let readable = signing;
  const server = createServer(
    { cert: readFileSync(certificateFile), key: readFileSync(keyFile) },
    (request, response) => {
      const documents: Record<string, () => object> = {
        '/.well-known/openid-configuration': () => ({ issuer: url, jwks_uri: `${url}/keys` }),
        '/keys': () => ({ keys: [readable.jwk] }),
      };
      const document = documents[request.url ?? ''];
      response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document?.() ?? {}));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    audience: AUDIENCE,
    async sign(claims) {
      const { SignJWT } = await import('jose');
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ iss: url, aud: AUDIENCE, iat: now, exp: now + 300, ...claims })
        .setProtectedHeader({ alg: ALGORITHM, kid: signing.jwk.kid })
        .sign(signing.privateKey);
    },
    async rotate({ published = true } = {}) {
      signing = await makeKey();
      if (published) readable = signing;
    },
    publicKey: () => readable.pem,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Starts an issuer that ends with the session. */
export async function issuerOf(session: Session): Promise<Issuer> {
  const issuer = await startIssuer(await ensureCertificate(session, await ensurePython(session)));
  session.resources.add({ name: 'issuer', dispose: issuer.close });
  return issuer;
}

let made = 0;

async function makeKey() {
  // Not above: every start would load it, for an option that few have.
  const { exportJWK, exportSPKI, generateKeyPair } = await import('jose');
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
  const kid = `key-${String((made += 1))}`;
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: ALGORITHM };
  return { privateKey, jwk, pem: await exportSPKI(publicKey) };
}
