import type { OpenAPIV3 } from 'openapi-types';

/**
 * What a reference within a document, such as `#/components/schemas/Key`, stands for.
 *
 * @throws Error when it leads nowhere
 */
export function target(document: OpenAPIV3.Document, reference: string): unknown {
  const found = reference
    .slice('#/'.length)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (node, part) => (node as Record<string, unknown> | undefined)?.[part],
      document,
    );
  if (!reference.startsWith('#/') || found === undefined) {
    throw new Error(`$ref is ${reference}, which is not in the document; name a part of it`);
  }
  return found;
}
