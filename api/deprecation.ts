import type { OpenAPIV3 } from 'openapi-types';

/** When a version was deprecated and when it ends, as its document says in ISO 8601. */
interface Ending {
  readonly 'x-deprecation'?: string;
  readonly 'x-sunset'?: string;
}

/**
 * The headers by which every answer of a deprecated version says so; none for any other version.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9745 (`Deprecation`)
 * @see https://www.rfc-editor.org/rfc/rfc8594 (`Sunset`)
 */
export function deprecationHeaders(document: OpenAPIV3.Document): Record<string, string> {
  const { 'x-deprecation': since, 'x-sunset': end } = document.info as Ending;
  return {
    ...(since !== undefined && { Deprecation: `@${String(Date.parse(since) / 1000)}` }),
    ...(end !== undefined && { Sunset: new Date(end).toUTCString() }),
  };
}
