import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** S3 allows keys of at most 1,024 bytes of UTF-8, so no longer prefix can match. */
const MAX_PREFIX_BYTES = 1024;

/**
 * The id under which a request is known to whoever sent it: the root of the balancer's trace id,
 * else `x-request-id`, else a random UUID. Only plain ids are taken over, because it is echoed in a header.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const trace = /(?:^|;)Root=([\w-]{1,128})(?:;|$)/.exec(String(headers['x-amzn-trace-id']))?.[1];
  const given = /^[\w.:-]{1,128}$/.exec(String(headers['x-request-id'] ?? ''))?.[0];
  return trace ?? given ?? randomUUID();
}

/** A request target such as `/exports?prefix=a`, cut at its first question mark. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const cut = target.indexOf('?');
  return cut === -1
    ? { path: target, query: '' }
    : { path: target.slice(0, cut), query: target.slice(cut + 1) };
}

/**
 * The prefix that a query string asks for; empty when it names none, which matches every object.
 *
 * @throws RangeError naming every problem of the query string. Unknown parameters are refused because
 * a mistyped `prefix` would export the whole bucket.
 */
export function prefixOf(query: string): string {
  try {
    decodeURIComponent(query);
  } catch {
    throw new RangeError('the query string is not percent-encoded UTF-8; encode it as such');
  }
  const parameters = new URLSearchParams(query);
  const prefixes = parameters.getAll('prefix');
  const prefix = prefixes[0] ?? '';
  const bytes = Buffer.byteLength(prefix);
  const unknown = [...new Set(parameters.keys())].filter((name) => name !== 'prefix');
  const problems = [
    ...unknown.map((name) => `unknown parameter ${JSON.stringify(name)}; known: prefix`),
    ...(prefixes.length > 1
      ? [`prefix is given ${String(prefixes.length)} times; give it once`]
      : []),
    ...(bytes > MAX_PREFIX_BYTES
      ? [`prefix has ${String(bytes)} bytes; S3 keys have at most ${String(MAX_PREFIX_BYTES)}`]
      : []),
    ...(prefix.includes('\0') ? ['prefix holds a NUL character; leave it out'] : []),
  ];
  if (problems.length > 0) throw new RangeError(problems.join('; '));
  return prefix;
}
