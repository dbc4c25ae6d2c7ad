import type { OpenAPIV3 } from 'openapi-types';

/** Whether a value of a document is a reference. */
export function isReference(value: unknown): value is OpenAPIV3.ReferenceObject {
  return (
    typeof value === 'object' && value !== null && '$ref' in value && typeof value.$ref === 'string'
  );
}

/**
 * What a reference within a document names; undefined when there is no such thing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function lookUp(document: OpenAPIV3.Document, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice('#/'.length)
    .split('/')
    .map((part) => unescaped(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (within, name) =>
        typeof within === 'object' && within !== null && Object.hasOwn(within, name)
          ? (within as Record<string, unknown>)[name]
          : undefined,
      document,
    );
}

/** A part as it is meant; one that is no percent-encoding stands for itself. */
function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
