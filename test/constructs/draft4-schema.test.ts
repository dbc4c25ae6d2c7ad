import type { OpenAPIV3 } from 'openapi-types';
import { draft4Schema, type Schema } from '../../lib/constructs/draft4-schema';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const document = (schemas: Record<string, Schema> = {}): OpenAPIV3.Document => ({
  openapi: '3.0.3',
  info: { title: 'Pets', version: '1' },
  paths: {},
  components: { schemas },
});

const draft4 = (schema: Schema, schemas: Record<string, Schema> = {}) =>
  draft4Schema(document(schemas), schema, 'Pet');

test('keeps what OpenAPI and draft 4 have in common', () => {
  const schema: Schema = {
    type: 'object',
    title: 'A pet',
    required: ['name'],
    minProperties: 1,
    maxProperties: 9,
    additionalProperties: false,
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 9, pattern: '^[a-z]+$', format: 'name' },
      age: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, multipleOf: 0.5 },
      kind: { enum: ['cat', 'dog'], default: 'cat', not: { enum: ['fish'] } },
      tags: { type: 'array', items: { type: 'string' }, uniqueItems: true, minItems: 1 },
      other: {
        allOf: [{ type: 'object' }],
        anyOf: [{ type: 'object', additionalProperties: { type: 'string' } }],
        oneOf: [{ type: 'object', exclusiveMaximum: true, maxItems: 2 }],
      },
    },
  };
  expect(draft4(schema)).toEqual(schema);
});

test('leaves out what only explains, but no property of that name', () => {
  const explained: Schema & Record<'x-order', number> = {
    type: 'object',
    description: 'A pet',
    deprecated: true,
    example: {},
    externalDocs: { url: 'https://example.com' },
    'x-order': 1,
    properties: { description: { type: 'string', example: 'small' } },
  };
  expect(draft4(explained)).toEqual({
    type: 'object',
    properties: { description: { type: 'string' } },
  });
});

test('says by a type that there may be null', () => {
  expect(draft4({ type: 'string', nullable: true })).toEqual({ type: ['string', 'null'] });
  expect(draft4({ type: 'string', nullable: false })).toEqual({ type: 'string' });
});

test('holds in itself what the document says elsewhere, as often as it is used', () => {
  const schemas = {
    Name: { type: 'string' },
    Owner: { properties: { name: ref('Name') } },
  } as const;
  expect(
    draft4(
      { properties: { name: ref('Name'), owner: ref('Owner'), vets: { not: ref('Name') } } },
      schemas,
    ),
  ).toEqual({
    properties: {
      name: { type: 'string' },
      owner: { properties: { name: { type: 'string' } } },
      vets: { not: { type: 'string' } },
    },
  });
});

test('refuses all that a model cannot say at once, by the names of schema and keyword', () => {
  const pet: Schema = {
    discriminator: { propertyName: 'kind' },
    properties: {
      id: { type: 'string', readOnly: true },
      owner: ref('Owner'),
      vet: ref('Vet'),
      home: { $ref: 'https://example.com/home.json' },
    },
  };
  const owner: Schema = { properties: { friend: ref('Owner') } };
  expect(() => draft4(pet, { Owner: owner })).toThrow(
    [
      'schema Pet has discriminator, which a model of API Gateway cannot say; leave it out, or say it by properties, enum and oneOf',
      'schema Pet has readOnly, which a model of API Gateway cannot say; leave it out, or say it by properties, enum and oneOf',
      'schema Owner has $ref "#/components/schemas/Owner", within which it is; a model is finite, so leave the recursion out',
      'schema Pet has $ref "#/components/schemas/Vet", which is not there; name one below #/components/schemas/',
      'schema Pet has $ref "https://example.com/home.json", which is not there; name one below #/components/schemas/',
    ].join('; '),
  );
});

test.each<[schema: object, told: string]>([
  [{ type: ['integer', 'null'] }, 'has type ["integer","null"], which OpenAPI 3.0 does not know'],
  [{ exclusiveMinimum: 5 }, 'has exclusiveMinimum 5, which OpenAPI 3.0 does not know'],
  [{ allOf: {} }, 'has allOf {}, which OpenAPI 3.0 does not know; give a list of schemas'],
  [{ properties: { name: null } }, 'has null for a schema; put an object there'],
])('refuses %j in words', (schema, told) => {
  expect(() => draft4(schema as Schema)).toThrow(`schema Pet ${told}`);
});
