import type { IncomingMessage } from 'node:http';

/** Whom a listener serves. */
export interface Visitors {
  /** The host names by which it is called. */
  readonly hosts: RegExp;

  /** The port of these names. */
  readonly port: number;

  /** The port that such a name means when it names none. */
  readonly defaultPort: number;
}

/** What may call the address of clients: nobody else can be given a name below `localhost`. */
export const CLIENT_HOSTS = /^(?:127\.0\.0\.1|(?:[a-z0-9-]+\.)*localhost)$/i;

/**
 * Why a request is none of a client of this run, whatever it is signed with, or `undefined`.
 *
 * A name that leads here although it is not ours is DNS rebinding: the page that calls would be allowed
 * to read the answer. A target that names a host of its own could say another one than the header.
 */
export function refusalOf(request: IncomingMessage, visitors: Visitors): string | undefined {
  const { host = '' } = request.headers;
  const [, name = '', port = visitors.defaultPort] = /^([^:]*)(?::(\d+))?$/.exec(host) ?? [];
  if (!visitors.hosts.test(name) || Number(port) !== visitors.port) {
    return `"${host}" is no name of this address`;
  }
  if (!request.url?.startsWith('/')) return 'the target of a request is a path';
  return undefined;
}

/**
 * The page in a browser on whose behalf a request is made: its origin, or `unknown` where the browser
 * keeps that to itself; `undefined` for anything that is no page.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function pageOf({ headers }: IncomingMessage): string | undefined {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined) return origin;
  // `none` is an address that somebody has typed.
  return site === undefined || site === 'none' ? undefined : 'unknown';
}
