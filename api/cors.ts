/** Headers of an answer that a script may read although the page has another origin. */
const EXPOSED = ['Deprecation', 'ETag', 'Retry-After', 'Sunset'];

/**
 * The headers that let a page of a named origin read an answer; for any other origin only the one that
 * keeps caches from mixing them up.
 *
 * @param origin the `Origin` of the request; undefined when no browser sent it from another origin
 * @param allowedOrigins as `https://app.example.com`; when empty there are no headers at all
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function corsHeaders(
  origin: string | undefined,
  allowedOrigins: readonly string[],
): Record<string, string> {
  if (allowedOrigins.length === 0) return {};
  if (origin === undefined || !allowedOrigins.includes(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': EXPOSED.join(', '),
  };
}

/** The origins of an environment variable, which separates them by spaces. */
export function originsOf(variable = ''): string[] {
  return variable.split(' ').filter((origin) => origin !== '');
}
