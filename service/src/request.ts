import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

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

/**
 * A request target such as `/exports?prefix=a`, cut at its first question mark. A server has to take the
 * absolute form of one, too, as `http://host/exports?prefix=a`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
 */
export function splitTarget(received: string): { readonly path: string; readonly query: string } {
  const target = received.replace(/^https?:\/\/[^/?]*/i, '');
  const cut = target.indexOf('?');
  return cut === -1
    ? { path: target, query: '' }
    : { path: target.slice(0, cut), query: target.slice(cut + 1) };
}
