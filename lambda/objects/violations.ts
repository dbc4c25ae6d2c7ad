import type { ErrorObject } from 'ajv';

/** How much of a value is shown, in UTF-16 units. */
const SHOWN = 80;

/**
 * What is wrong, one sentence for each field: its name, its value, and what its schema describes as
 * allowed, which covers all that may be wrong with it at once.
 */
export function violations(errors: readonly ErrorObject[] | null | undefined): string[] {
  const sentences = new Map<string, string>();
  for (const error of errors ?? []) {
    const [field, sentence] = violation(error);
    if (!sentences.has(field)) sentences.set(field, `${field} ${sentence}`);
  }
  return [...sentences.values()];
}

/** The field that an error is about, and what is wrong with it. */
function violation({ keyword, params, data, ...error }: ErrorObject): [string, string] {
  const schema = (error.parentSchema ?? {}) as Schema;
  const field = error.instancePath.slice(1).replace(/\/(\d+)/g, '[$1]') || 'the body';
  if (keyword === 'required') {
    const name = String(params.missingProperty);
    return [name, `is missing; give ${allowed(schema.properties?.[name])}`];
  }
  if (keyword === 'additionalProperties') {
    return [show(params.additionalProperty), 'is not a member that is known; drop it'];
  }
  if (keyword === 'uniqueItems') {
    return [field, `holds ${show((data as unknown[])[Number(params.i)])} twice; drop one`];
  }
  return [field, `is ${show(data)}; give ${allowed(schema)}`];
}

/** What a document says of a value in words. */
interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The description, which is a sentence, as a part of one. */
function allowed({ description = '' }: Schema = {}): string {
  return description.charAt(0).toLowerCase() + description.slice(1).replace(/\.$/, '');
}

/** A value as JSON, shortened. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string' || value.length <= SHOWN) return JSON.stringify(value);
  return `${JSON.stringify(value.slice(0, SHOWN))}... (${String(Buffer.byteLength(value))} bytes)`;
}
