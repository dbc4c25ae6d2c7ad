import type { OpenAPIV3 } from 'openapi-types';
import { isReference, lookUp } from './api-reference';

/** A schema of an OpenAPI document. */
export type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/** Where a document keeps the schemas that it names. */
export const COMPONENTS = '#/components/schemas/';

/** What OpenAPI 3.0 and JSON Schema draft 4 have in common, and mean alike; values are no schemas. */
const PLAIN =
  /^(title|format|enum|default|multipleOf|(exclusiveM|m)(ax|in)imum|(max|min)(Length|Items|Properties)|pattern|uniqueItems|required)$/;

/** What only explains. AWS warns of comment ends in descriptions; callers read the document anyway. */
const EXPLAINING = /^(description|example|externalDocs|xml|deprecated|nullable|x-.*)$/;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const flag = {
  fits: (value: unknown) => typeof value === 'boolean',
  remedy: 'give the bound as minimum or maximum, and true here',
};
const list = { fits: Array.isArray, remedy: 'give a list of schemas' };

/** Keywords that other versions of OpenAPI write in another way, or that would be followed blindly. */
const FORMS: Readonly<
  Record<string, { fits: (value: unknown) => boolean; remedy: string } | undefined>
> = {
  type: {
    fits: (value) => typeof value === 'string' && value !== 'null',
    remedy: 'name one type, and say nullable: true',
  },
  exclusiveMinimum: flag,
  exclusiveMaximum: flag,
  allOf: list,
  anyOf: list,
  oneOf: list,
  properties: { fits: isObject, remedy: 'give an object of schemas' },
};

/**
 * A schema of an OpenAPI 3.0 document as JSON Schema draft 4, complete in itself, as a model of API
 * Gateway has to be.
 *
 * @param name what a problem calls it
 * @throws when draft 4 cannot say it, with every problem
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export function draft4Schema(document: OpenAPIV3.Document, schema: Schema, name: string): object {
  const problems: string[] = [];

  const convert = (one: unknown, within: readonly string[]): object => {
    const here = within.at(-1) ?? name;
    if (!isObject(one)) {
      problems.push(`schema ${here} has ${JSON.stringify(one)} for a schema; put an object there`);
      return {};
    }
    if (isReference(one)) {
      const target = one.$ref.replace(COMPONENTS, '');
      const found = lookUp(document, one.$ref);
      if (found && !within.includes(target)) return convert(found, [...within, target]);
      problems.push(
        found
          ? `schema ${here} has $ref "${one.$ref}", within which it is; a model is finite, so leave the recursion out`
          : `schema ${here} has $ref "${one.$ref}", which is not there; name one below ${COMPONENTS}`,
      );
      return {};
    }
    const inner = (value: unknown): unknown =>
      typeof value === 'boolean' ? value : convert(value, within);
    return Object.fromEntries(
      Object.entries(one).flatMap(([keyword, value]: [string, unknown]) => {
        if (EXPLAINING.test(keyword)) return [];
        const form = FORMS[keyword];
        if (form && !form.fits(value)) {
          problems.push(
            `schema ${here} has ${keyword} ${JSON.stringify(value)}, which OpenAPI 3.0 does not know; ${form.remedy}`,
          );
          return [];
        }
        if (PLAIN.test(keyword)) return [[keyword, value]];
        switch (keyword) {
          case 'type':
            return [
              [keyword, 'nullable' in one && one.nullable === true ? [value, 'null'] : value],
            ];
          case 'items':
          case 'not':
          case 'additionalProperties':
            return [[keyword, inner(value)]];
          case 'allOf':
          case 'anyOf':
          case 'oneOf':
            return [[keyword, (value as unknown[]).map(inner)]];
          case 'properties':
            return [[keyword, mapValues(value as Record<string, unknown>, inner)]];
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
