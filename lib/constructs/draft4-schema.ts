import type { OpenAPIV3 } from 'openapi-types';

/** A schema of an OpenAPI document. */
export type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/** Where a document keeps the schemas that it names. */
export const COMPONENTS = '#/components/schemas/';

/** What OpenAPI 3.0 and JSON Schema draft 4 have in common, and mean alike; values are no schemas. */
const PLAIN =
  /^(title|format|enum|default|multipleOf|(exclusiveM|m)(ax|in)imum|(max|min)(Length|Items|Properties)|pattern|uniqueItems|required)$/;

/** What only explains. AWS warns of comment ends in descriptions; callers read the document anyway. */
const EXPLAINING = /^(description|example|externalDocs|xml|deprecated|nullable|x-.*)$/;

/**
 * A schema of an OpenAPI 3.0 document as JSON Schema draft 4, complete in itself, as a model of API
 * Gateway has to be.
 *
 * @param name what a problem calls it
 * @throws when draft 4 cannot say it, with every problem
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export function draft4Schema(
  { components }: OpenAPIV3.Document,
  schema: Schema,
  name: string,
): object {
  const problems: string[] = [];

  const convert = (one: Schema, within: readonly string[]): object => {
    const here = within.at(-1) ?? name;
    if ('$ref' in one) {
      const target = one.$ref.startsWith(COMPONENTS) ? one.$ref.slice(COMPONENTS.length) : '';
      const found = components?.schemas?.[target];
      if (found && !within.includes(target)) return convert(found, [...within, target]);
      problems.push(
        found
          ? `schema ${here} has $ref "${one.$ref}", within which it is; a model is finite, so leave the recursion out`
          : `schema ${here} has $ref "${one.$ref}", which is not there; name one below ${COMPONENTS}`,
      );
      return {};
    }
    const inner = (value: unknown): unknown =>
      typeof value === 'object' ? convert(value as Schema, within) : value;
    return Object.fromEntries(
      Object.entries(one).flatMap(([keyword, value]: [string, unknown]) => {
        if (EXPLAINING.test(keyword)) return [];
        if (PLAIN.test(keyword)) return [[keyword, value]];
        switch (keyword) {
          case 'type':
            return [[keyword, one.nullable ? [value, 'null'] : value]];
          case 'items':
          case 'not':
          case 'additionalProperties':
            return [[keyword, inner(value)]];
          case 'allOf':
          case 'anyOf':
          case 'oneOf':
            return [[keyword, (value as Schema[]).map(inner)]];
          case 'properties':
            return [[keyword, mapValues(value as Record<string, Schema>, inner)]];
          default:
            problems.push(
              `schema ${here} has ${keyword}, which a model of API Gateway cannot say; leave it out, or say it by properties, enum and oneOf`,
            );
            return [];
        }
      }),
    );
  };

  const converted = convert(schema, []);
  if (problems.length > 0) throw new Error(problems.join('; '));
  return converted;
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
