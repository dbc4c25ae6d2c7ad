import { type Call, encode } from './call';

/** Makes a call one request, by somebody whom the API knows. */
export type Identify = (call: Call, date: Date, signal?: AbortSignal) => Promise<Request>;

/**
 * The address of an API.
 *
 * @throws TypeError unless whoever calls, and what is said, stays between the two ends
 */
export function endpointOf(address: string): string {
  const { protocol, hostname } = new URL(address);
  const loopback = /^(?:127(?:\.\d+){3}|\[::1\]|(?:.+\.)?localhost)$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && loopback)) return address;
  throw new TypeError(
    `endpoint is ${JSON.stringify(address)}; use https, or http to this machine: a token or a ` +
      'signature would be there for all to read',
  );
}

/** Where a call goes. */
export function urlOf(endpoint: string, { path, query }: Call): URL {
  const search = Object.entries(defined(query)).map(([name, value]) => `${name}=${encode(value)}`);
  const url = new URL(`${endpoint.replace(/\/$/, '')}${path}`);
  url.search = search.join('&');
  return url;
}

/** The headers that a call has whoever calls. */
export function headersOf({ headers }: Call): Record<string, string> {
  // As every HTTP client does by itself; API Gateway chooses by it how to send bytes.
  return { accept: '*/*', ...defined(headers) };
}

/** The request of a call, with the headers that say who calls among its own. */
export function requestOf(
  url: URL,
  { method, body }: Call,
  headers: Record<string, string> | [string, string][],
  signal?: AbortSignal,
): Request {
  // Following a redirect would send the token, or that of the session, to whoever it names.
  return new Request(url, { method, headers, body, redirect: 'error', signal });
}

/** Leaves out what is undefined. */
export function defined(values: Readonly<Record<string, string | undefined>> = {}) {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ) as Record<string, string>;
}
