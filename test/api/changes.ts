/** A change of the document of v1: the place of a value, and what becomes of it. Undefined removes it. */
export type Change = readonly [place: string, value: unknown];

const text = { type: 'string' };
const page = 'components schemas ObjectPage';
const put = 'paths /objects/{key} put';
const optional = { name: 'shape', in: 'query', schema: text };

/** Changes that break a caller, and what is told of each. */
export const BREAKING: readonly [what: string, change: Change, told: string][] = [
  ['a path is gone', ['paths /deletions', undefined], '/deletions is gone'],
  ['an operation is gone', ['paths /objects/{key} head', undefined], 'HEAD /objects/{key} is gone'],
  ['a status is gone', [`${put} responses 201`, undefined], 'PUT /objects/{key}: 201 is gone'],
  [
    'there is a new success',
    [`${put} responses 202`, { description: 'Later.' }],
    'PUT /objects/{key}: 202 is a new success',
  ],
  [
    'an answer has another media type',
    ['paths /objects get responses 200 content', { 'text/csv': { schema: text } }],
    'GET /objects: 200 application/json is gone',
  ],
  [
    'a body has another media type',
    ['paths /deletions post requestBody content', { 'text/csv': { schema: text } }],
    'POST /deletions application/json is gone',
  ],
  [
    'a body is demanded',
    [`${put} requestBody required`, true],
    'PUT /objects/{key}: a body must now be there',
  ],
  [
    'a new parameter is demanded',
    ['paths /objects get parameters 3', { ...optional, required: true }],
    'GET /objects: query shape must now be there',
  ],
  [
    'a parameter is demanded',
    ['components parameters IfMatch required', true],
    'GET /objects/{key}: header if-match must now be there',
  ],
  [
    'a parameter is gone',
    ['paths /objects get parameters', []],
    'GET /objects: query prefix is gone',
  ],
  [
    'a parameter has another type',
    ['components parameters Limit schema type', 'string'],
    'parameters/Limit: type was "integer", is "string"',
  ],
  [
    'a parameter has a smaller maximum',
    ['components parameters Limit schema maximum', 500],
    'parameters/Limit: maximum was 1000, is 500',
  ],
  [
    'a parameter has a minimum that it had not',
    ['components parameters Cursor schema minLength', 9],
    'parameters/Cursor: minLength was 1, is 9',
  ],
  [
    'a parameter has another default',
    ['components parameters Limit schema default', 50],
    'parameters/Limit: default was 100, is 50',
  ],
  [
    'a parameter has a pattern that it had not',
    ['components parameters Limit schema pattern', '^1'],
    'parameters/Limit: pattern was absent, is "^1"',
  ],
  [
    'a parameter has another value',
    ['components parameters IfAbsent schema enum', ['none']],
    'parameters/IfAbsent: enum was ["*"], is ["none"]',
  ],
  [
    'a key may be shorter',
    ['components schemas Key maxLength', 512],
    'schemas/Key: maxLength was 1024, is 512',
  ],
  [
    'a body may have fewer items',
    ['components schemas Deletion properties keys maxItems', 10],
    'schemas/Deletion.keys: maxItems was 1000, is 10',
  ],
  [
    'a body needs a new property',
    ['components schemas Deletion required', ['keys', 'reason']],
    'schemas/Deletion.reason must now be there',
  ],
  [
    'a property that an answer describes in place is gone',
    ['paths /openapi.json get responses 200 content application/json schema properties', {}],
    'GET /openapi.json: 200 application/json.openapi is gone',
  ],
  [
    'a property of an answer is gone',
    [`${page} properties cursor`, undefined],
    'schemas/ObjectPage.cursor is gone',
  ],
  [
    'a property of an answer may be absent',
    [`${page} required`, []],
    'schemas/ObjectPage.objects may now be absent',
  ],
  [
    'a property of an answer has a wider type',
    ['components schemas Object properties size type', 'number'],
    'schemas/Object.size: type was "integer", is "number"',
  ],
  [
    'a property of an answer has no minimum any more',
    ['components schemas Object properties size minimum', undefined],
    'schemas/Object.size: minimum was 0, is absent',
  ],
  [
    'a property of an answer may be null',
    ['components schemas Object properties etag nullable', true],
    'schemas/Object.etag: nullable was absent, is true',
  ],
  [
    'a list in an answer may have any items',
    [`${page} properties objects items`, undefined],
    'schemas/ObjectPage.objects: items was',
  ],
  [
    'a schema says what is not understood here',
    ['components schemas Key anyOf', [{ minLength: 2 }]],
    'schemas/Key: anyOf was absent, is [{"minLength":2}]',
  ],
  [
    'a header of an answer is gone',
    ['components responses TooManyRequests headers', {}],
    'responses/TooManyRequests Retry-After is gone',
  ],
  [
    'callers sign in another way',
    ['components securitySchemes sigv4', { type: 'http', scheme: 'bearer' }],
    'GET /objects: who may call it, and how, has changed',
  ],
  [
    'the end comes earlier',
    ['info x-sunset', '2026-12-01T00:00:00Z'],
    'info.x-sunset was 2027-11-30T00:00:00Z, is 2026-12-01T00:00:00Z',
  ],
  ['it is served elsewhere', ['servers', [{ url: 'https://x' }]], 'server . is gone'],
];

/** Changes that break nobody. */
export const HARMLESS: readonly [what: string, change: Change][] = [
  ['a new path', ['paths /copies', { get: { responses: {} } }]],
  ['a new operation', ['paths /deletions get', { responses: {} }]],
  ['a new optional parameter', ['paths /objects get parameters 3', optional]],
  ['a new error', [`${put} responses 402`, { description: 'Pay first.' }]],
  ['a new property of an answer', [`${page} properties total`, { type: 'integer' }]],
  ['a property of an answer that is always there', [`${page} required`, ['objects', 'cursor']]],
  ['a narrower answer', ['components schemas Object properties size maximum', 9]],
  ['a new optional property of a body', ['components schemas Deletion properties why', text]],
  [
    'a body that may have other properties',
    ['components schemas Deletion additionalProperties', true],
  ],
  ['a body that need not be there', ['paths /deletions post requestBody required', false]],
  ['a larger maximum', ['components parameters Limit schema maximum', 5000]],
  ['a parameter without its pattern', ['components parameters Prefix schema pattern', undefined]],
  ['a wider type of a parameter', ['components parameters Limit schema type', 'number']],
  ['one more value of a parameter', ['components parameters IfAbsent schema enum', ['*', 'none']]],
  ['a further header of an answer', [`${put} responses 200 headers Age`, { schema: text }]],
  ['another way to sign', ['security', [{ sigv4: [] }, { token: [] }]]],
  ['other texts', ['paths /objects get summary', 'A page']],
  ['a deprecation', ['paths /objects get deprecated', true]],
  ['a later end', ['info x-sunset', '2028-01-01T00:00:00Z']],
];
