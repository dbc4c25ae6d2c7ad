import type { OpenAPIV3 } from 'openapi-types';

/** A query string that is not as the document of its version says. */
export class QueryError extends Error {
  /** @param errors every reason */
  constructor(readonly errors: readonly string[]) {
    super(errors.join('; '));
    this.name = 'QueryError';
  }
}

/** What a document says of a prefix; a test sees that it says no more. */
interface PrefixSchema {
  /** In bytes of UTF-8, as S3 counts. */
  readonly maxLength: number;

  /** What the prefix must match. */
  readonly pattern: string;
}

/**
 * Answers a function that reads the prefix of a query string as a document describes it; empty when
 * the query string names none, which matches every object. It throws QueryError, for unknown parameters
 * too, because a mistyped `prefix` would export the whole bucket.
 */
export function prefixReader({ components }: OpenAPIV3.Document): (query: string) => string {
  const { schema } = components?.parameters?.Prefix as OpenAPIV3.ParameterObject;
  const { maxLength, pattern } = schema as PrefixSchema;
  const allowed = new RegExp(pattern, 'u');
  return (query) => {
    const { values, errors } = parametersOf(query);
    const prefix = values[0] ?? '';
    const bytes = Buffer.byteLength(prefix);
    if (bytes > maxLength) {
      errors.push(`prefix has ${String(bytes)} bytes of UTF-8; it may have ${String(maxLength)}`);
    }
    if (!allowed.test(prefix)) {
      errors.push(`prefix is ${JSON.stringify(prefix)}; give one that matches ${pattern}`);
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
