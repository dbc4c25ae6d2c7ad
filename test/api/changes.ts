/** A change of the document of v1: the place of a value, and the new value. Undefined removes it. */
export type Change = readonly [place: string, value: unknown];

const text = { type: 'string' };
const page = 'components schemas ObjectPage';
const put = 'paths /objects/{key} put';
const optional = { name: 'shape', in: 'query', schema: text };

/** Changes that break a caller, which are refused. */
export const BREAKING: readonly [what: string, change: Change][] = [
  ['a path is gone', ['paths /deletions', undefined]],
  ['an operation is gone', ['paths /objects/{key} head', undefined]],
  ['a status is gone', [`${put} responses 201`, undefined]],
  ['there is a new success', [`${put} responses 202`, { description: 'Later.' }]],
  [
    'an answer has another media type',
    ['paths /objects get responses 200 content', { 'text/csv': { schema: text } }],
  ],
  [
    'a body has another media type',
    ['paths /deletions post requestBody content', { 'text/csv': { schema: text } }],
  ],
  ['a body is demanded', [`${put} requestBody required`, true]],
  [
    'a new parameter is demanded',
    ['paths /objects get parameters 3', { ...optional, required: true }],
  ],
  ['a parameter is demanded', ['components parameters IfMatch required', true]],
  ['a parameter is gone', ['paths /objects get parameters', []]],
  ['a parameter has another type', ['components parameters Limit schema type', 'string']],
  ['a parameter has a smaller maximum', ['components parameters Limit schema maximum', 500]],
  [
    'a parameter has a minimum that it had not',
    ['components parameters Cursor schema minLength', 9],
  ],
  ['a parameter has another default', ['components parameters Limit schema default', 50]],
  [
    'a parameter has a pattern that it had not',
    ['components parameters Limit schema pattern', '^1'],
  ],
  ['a parameter has another value', ['components parameters IfAbsent schema enum', ['none']]],
  ['a key may be shorter', ['components schemas Key maxLength', 512]],
  ['a body may have fewer items', ['components schemas Deletion properties keys maxItems', 10]],
  ['a body needs a new property', ['components schemas Deletion required', ['keys', 'reason']]],
  [
    'a property that an answer describes in place is gone',
    ['paths /openapi.json get responses 200 content application/json schema properties', {}],
  ],
  ['a property of an answer is gone', [`${page} properties cursor`, undefined]],
  ['a property of an answer may be absent', [`${page} required`, []]],
  [
    'a property of an answer has a wider type',
    ['components schemas Object properties size type', 'number'],
  ],
  [
    'a property of an answer has no minimum any more',
    ['components schemas Object properties size minimum', undefined],
  ],
  [
    'a property of an answer may be null',
    ['components schemas Object properties etag nullable', true],
  ],
  ['a list in an answer may have any items', [`${page} properties objects items`, undefined]],
  [
    'a schema says what is not understood here',
    ['components schemas Key anyOf', [{ minLength: 2 }]],
  ],
  ['a header of an answer is gone', ['components responses TooManyRequests headers', {}]],
  [
    'callers sign in another way',
    ['components securitySchemes sigv4', { type: 'http', scheme: 'bearer' }],
  ],
  ['the end comes earlier', ['info x-sunset', '2026-12-01T00:00:00Z']],
  ['it is served elsewhere', ['servers', [{ url: 'https://x' }]]],
];

/** Changes that may break nobody, but are no additions: refused unless somebody accepts them. */
export const UNPROVEN: readonly [what: string, change: Change][] = [
  ['a property of an answer that is always there', [`${page} required`, ['objects', 'cursor']]],
  ['a narrower answer', ['components schemas Object properties size maximum', 9]],
  [
    'a body that may have other properties',
    ['components schemas Deletion additionalProperties', true],
  ],
  ['a body that need not be there', ['paths /deletions post requestBody required', false]],
  ['a larger maximum', ['components parameters Limit schema maximum', 5000]],
  ['a parameter without its pattern', ['components parameters Prefix schema pattern', undefined]],
  ['a wider type of a parameter', ['components parameters Limit schema type', 'number']],
  ['one more value of a parameter', ['components parameters IfAbsent schema enum', ['*', 'none']]],
  ['fewer ways to sign', ['security', [{ sigv4: [] }]]],
  ['a later end', ['info x-sunset', '2028-01-01T00:00:00Z']],
  ['another style of a parameter', ['components parameters Limit explode', false]],
  ['empty values of a parameter', ['components parameters Limit allowEmptyValue', true]],
  ['a server of a path', ['paths /objects servers', [{ url: 'https://x' }]]],
  ['a new media type of an answer', ['paths /objects get responses 200 content text/csv', {}]],
  ['a default answer', [`${put} responses default`, { description: 'Else.' }]],
  [
    'another component of equal content',
    ['components parameters Cursor', { $ref: '#/components/parameters/Limit' }],
  ],
];

/** Additions. */
export const ADDITIONS: readonly [what: string, change: Change][] = [
  ['a new path', ['paths /copies', { get: { responses: {} } }]],
  ['a new operation', ['paths /deletions get', { responses: {} }]],
  ['a new optional parameter', ['paths /objects get parameters 3', optional]],
  ['a new error', [`${put} responses 402`, { description: 'Pay first.' }]],
  ['a new property of an answer', [`${page} properties total`, { type: 'integer' }]],
  ['a new optional property of a body', ['components schemas Deletion properties why', text]],
  ['a further header of an answer', [`${put} responses 200 headers Age`, { schema: text }]],
  ['other texts', ['paths /objects get summary', 'A page']],
  ['a deprecation', ['paths /objects get deprecated', true]],
  ['a property of an answer called constructor', [`${page} properties constructor`, text]],
  ['a new media type of a body', ['paths /deletions post requestBody content text/csv', {}]],
];
