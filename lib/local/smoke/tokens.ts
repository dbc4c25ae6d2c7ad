import { createHmac } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Issuer } from '../issuer';

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decoded = (part = '') =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

/** A token that the deployed API takes, unless the claims say otherwise; it holds for five minutes. */
export function goodToken(issuer: Issuer, claims: JWTPayload = {}): Promise<string> {
  return issuer.sign({ sub: 'smoke-test', ...claims });
}

/** The same claims, with nobody's signature. */
export function unsigned(token: string): string {
  const [header, payload = ''] = token.split('.');
  return `${encoded({ ...decoded(header), alg: 'none' })}.${payload}.`;
}

/** The same token with other claims under the old signature. */
export function tampered(token: string, claims: JWTPayload): string {
  const [header = '', payload, signature = ''] = token.split('.');
  return `${header}.${encoded({ ...decoded(payload), ...claims })}.${signature}`;
}

/** The same claims, signed with a text that everybody can read: the public key. */
export function signedByPublicKey(token: string, publicKey: string): string {
  const [header, payload = ''] = token.split('.');
  const signing = `${encoded({ ...decoded(header), alg: 'HS256' })}.${payload}`;
  return `${signing}.${createHmac('sha256', publicKey).update(signing).digest('base64url')}`;
}

/** The same claims under the same key id, signed with another key. */
export async function signedByAnother(token: string): Promise<string> {
  const [header, payload] = token.split('.');
  const { kid } = decoded(header);
  // Not above: every start would load it, for an option that few have.
  const { generateKeyPair, SignJWT } = await import('jose');
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT(decoded(payload))
    .setProtectedHeader({ alg: 'RS256', kid: String(kid) })
    .sign(privateKey);
}
