import type { OpenAPIV3 } from 'openapi-types';
import { DOCUMENTS } from '../../api/documents';
import { notAdditions } from '../../api/released/additions';
import { ADDITIONS, BREAKING, type Change, UNPROVEN } from './changes';

/** Documents as they are changed here: any part can be anything. */
type Part = Record<string, unknown>;

function changed([place, value]: Change): OpenAPIV3.Document {
  const document = structuredClone(DOCUMENTS.v1);
  const names = place.split(' ');
  const last = names.pop() ?? '';
  const parent = names.reduce<unknown>((node, name) => (node as Part)[name], document) as Part;
  if (value === undefined && !(last in parent)) throw new Error(`the document has no ${place}`);
  parent[last] = value;
  return JSON.parse(JSON.stringify(document)) as OpenAPIV3.Document;
}

test.each([...BREAKING, ...UNPROVEN])('refuses %s, and says where', (_what, change) => {
  const [first = ''] = notAdditions(DOCUMENTS.v1, changed(change));
  // A parameter is named by its place and name, and not by its number.
  expect(first).toContain(change[0].replace(/ \d$/, ''));
});

test.each(ADDITIONS)('lets pass %s', (_what, change) => {
  expect(notAdditions(DOCUMENTS.v1, changed(change))).toEqual([]);
});

/** A document with one operation. */
function api(operation: object, rest: object = {}): OpenAPIV3.Document {
  const paths = { '/t': { get: { responses: {}, ...operation } } };
  return { openapi: '3.0.3', info: { title: 'T', version: '1' }, paths, ...rest };
}

const size = (more: object) => api({ parameters: [{ name: 'size', in: 'query', ...more }] });
const body = (schema: object) =>
  api({ requestBody: { content: { 'application/json': { schema } } } });
const text = { type: 'string' };

test.each<[what: string, OpenAPIV3.Document]>([
  [
    'recursion',
    api(
      {},
      {
        components: {
          schemas: { Node: { properties: { next: { $ref: '#/components/schemas/Node' } } } },
        },
      },
    ),
  ],
  ['content of a parameter', size({ content: { 'application/json': { schema: text } } })],
  ['$ref in an example', body({ example: { $ref: 'anything' } })],
  [
    'a header called constructor',
    api({ responses: { 200: { headers: { constructor: { schema: text } } } } }),
  ],
  ['an operation without responses', api({ responses: undefined })],
])('finds a document with %s equal to itself', (_what, document) => {
  const read = () => JSON.parse(JSON.stringify(document)) as OpenAPIV3.Document;
  expect(notAdditions(read(), read())).toEqual([]);
});

const list = { type: 'array', items: { type: 'integer' } };
const form = (more: object) =>
  api({
    requestBody: { content: { 'application/x-www-form-urlencoded': { schema: {}, ...more } } },
  });
const traced = (more: object) =>
  api({ responses: { 200: { description: '', headers: { Trace: { schema: list, ...more } } } } });

test.each<[what: string, OpenAPIV3.Document, OpenAPIV3.Document]>([
  ['style', size({ schema: list }), size({ schema: list, style: 'pipeDelimited' })],
  ['allowReserved', size({ schema: text }), size({ schema: text, allowReserved: true })],
  ['explode of a header', traced({}), traced({ explode: true })],
  ['encoding of a form', form({}), form({ encoding: { a: { explode: false } } })],
  ['a server of an operation', api({}), api({ servers: [{ url: 'https://x' }] })],
  ['a wider format', body({ format: 'int32' }), body({ format: 'int64' })],
  ['a minimum of nothing', body({}), body({ minLength: 0 })],
  ['items that may repeat', body({ uniqueItems: true }), body({ uniqueItems: false })],
  ['an open bound', body({ exclusiveMinimum: true }), body({ exclusiveMinimum: false })],
  [
    'a removed property constructor',
    body({ properties: { constructor: text } }),
    body({ properties: {} }),
  ],
  ['explode', size({ schema: text }), size({ schema: text, explode: false })],
  [
    'a property below oneOf',
    body({ oneOf: [{ properties: {} }] }),
    body({ oneOf: [{ properties: { a: text } }] }),
  ],
  [
    'a reference in place of what it names',
    body({ items: { $ref: '#/components/schemas/A' } }),
    body({ items: text }),
  ],
])('refuses %s', (_what, was, is) => {
  expect(notAdditions(was, is)).toHaveLength(1);
});

test.each<[what: string, OpenAPIV3.Document, OpenAPIV3.Document]>([
  [
    'words below oneOf',
    body({ oneOf: [{ description: 'Old' }] }),
    body({ oneOf: [{ description: 'New' }] }),
  ],
  ['required in another order', body({ required: ['a', 'b'] }), body({ required: ['b', 'a'] })],
  ['a first optional parameter', api({}), size({ schema: text })],
])('lets pass %s', (_what, was, is) => {
  expect(notAdditions(was, is)).toEqual([]);
});

test('says what is gone when a parameter goes together with its component', () => {
  const X = { name: 'x', in: 'query', schema: text };
  const was = {
    ...api({ parameters: [{ $ref: '#/components/parameters/X' }] }),
    components: { parameters: { X } },
  } as OpenAPIV3.Document;
  expect(notAdditions(was, { ...api({ parameters: [] }), components: {} })).toEqual([
    'paths /t get parameters query x is gone',
    'components parameters is gone',
  ]);
});

test('refuses a parameter of an operation in place of that of its path', () => {
  const shared = (operation: object): OpenAPIV3.Document => {
    const item = { parameters: [{ name: 'size', in: 'query', schema: text }], get: operation };
    return { ...api({}), paths: { '/t': item as unknown as OpenAPIV3.PathItemObject } };
  };
  const narrower = { name: 'size', in: 'query', schema: { type: 'string', maxLength: 1 } };
  const was = shared({ responses: {} });
  expect(notAdditions(was, shared({ responses: {}, parameters: [narrower] }))).toEqual([
    'paths /t get parameters query size schema maxLength is new: 1',
  ]);
});
