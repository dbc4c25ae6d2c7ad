import type { APIGatewayProxyEventHeaders } from 'aws-lambda';

/** A header by its name in lower case. API Gateway keeps the case in which the client wrote it. */
export function headerOf(
  // The console's test call sends null where the types promise an object.
  { headers }: { readonly headers: APIGatewayProxyEventHeaders | null },
  name: string,
): string | undefined {
  return Object.entries(headers ?? {}).find(([one]) => one.toLowerCase() === name)?.[1];
}

/**
 * Headers of every answer. Objects are what callers put, so no browser may take one for a page of this
 * origin; and who may read them is asked each time, so a cache has to ask with the ETag.
 */
export const GUARDS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Cache-Control': 'private, no-cache',
};

/** Headers of an answer, without those that have no value. */
export function definedHeaders(
  headers: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
