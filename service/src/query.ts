import { Ajv } from 'ajv';
import type { OpenAPIV3 } from 'openapi-types';

/** S3 allows keys of at most 1,024 bytes of UTF-8, so no longer prefix can match. */
const MAX_PREFIX_BYTES = 1024;

/** A query string that is not as the document of the version says, with every reason. */
export class QueryError extends Error {
  constructor(readonly errors: readonly string[]) {
    super(errors.join('; '));
    this.name = 'QueryError';
  }
}

/**
 * Answers a function that reads the prefix of a query string as a document describes it; empty when
 * the query string names none, which matches every object.
 *
 * The function throws QueryError. Unknown parameters are refused because a mistyped `prefix` would
 * export the whole bucket.
 */
export function prefixReader(document: OpenAPIV3.Document): (query: string) => string {
  // A document holds more than schemas, which ajv would call a mistake.
  const ajv = new Ajv({ allErrors: true, strict: false }).addSchema(document, 'document');
  const described = ajv.compile({ $ref: 'document#/components/parameters/Prefix/schema' });
  return (query) => {
    const { values, errors } = parametersOf(query);
    const prefix = values[0] ?? '';
    if (!described(prefix)) {
      errors.push(...(described.errors ?? []).map(({ message }) => `prefix ${String(message)}`));
    }
    const bytes = Buffer.byteLength(prefix);
    if (bytes > MAX_PREFIX_BYTES) {
      errors.push(
        `prefix has ${String(bytes)} bytes; S3 keys have at most ${String(MAX_PREFIX_BYTES)}`,
      );
    }
    if (errors.length > 0) throw new QueryError(errors);
    return prefix;
  };
}

/** The values that a query string gives to `prefix`, and what is wrong with the rest of it. */
function parametersOf(query: string) {
  try {
    decodeURIComponent(query);
  } catch {
    throw new QueryError(['the query string is not percent-encoded UTF-8; encode it as such']);
  }
  const parameters = new URLSearchParams(query);
  const values = parameters.getAll('prefix');
  const unknown = [...new Set(parameters.keys())].filter((name) => name !== 'prefix');
  const errors = unknown.map((name) => `unknown parameter ${JSON.stringify(name)}; known: prefix`);
  if (values.length > 1) {
    errors.push(`prefix is given ${String(values.length)} times; give it once`);
  }
  return { values, errors };
}
