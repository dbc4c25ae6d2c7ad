import type { APIGatewayProxyResult } from 'aws-lambda';
import { Ajv } from 'ajv';
import type { OpenAPIV3 } from 'openapi-types';

import { DOCUMENTS } from '../../../api/documents';
import { target } from '../../../api/reference';
import { call, s3Error } from './request';
import type { Given, Reply } from './request';

const METHODS = ['get', 'head', 'put', 'post', 'delete'] as const;

const stored: Reply = {
  headers: { etag: '"e"', 'last-modified': new Date(0).toUTCString(), 'content-length': '0' },
};

/** A good request of each operation, and what S3 says when it goes well. */
const operations: [path: string, method: (typeof METHODS)[number], given: Given, reply: Reply][] = [
  ['/objects', 'get', { query: { cursor: ['c'] } }, { body: '<ListBucketResult/>' }],
  ['/objects/{key}', 'get', { key: 'a' }, stored],
  ['/objects/{key}', 'head', { key: 'a' }, stored],
  ['/objects/{key}', 'put', { key: 'a' }, stored],
  ['/objects/{key}', 'delete', { key: 'a' }, { status: 204 }],
  [
    '/deletions',
    'post',
    { body: '{"keys":["a"]}', headers: { 'Content-Type': 'application/json' } },
    { body: '<DeleteResult><Deleted><Key>a</Key></Deleted></DeleteResult>' },
  ],
  ['/openapi.json', 'get', {}, {}],
];

const failures: (Reply | Error)[] = [
  { status: 304, headers: { etag: '"e"' } },
  s3Error(400, 'ExpiredToken'),
  s3Error(400, 'InvalidArgument'),
  s3Error(400, 'InvalidURI'),
  s3Error(400, 'KeyTooLongError'),
  s3Error(400, 'MalformedXML'),
  s3Error(400, 'MetadataTooLarge'),
  s3Error(400, 'RequestHeaderSectionTooLarge'),
  s3Error(400, 'RequestTimeout'),
  s3Error(403, 'AccessDenied'),
  s3Error(404, 'NoSuchBucket'),
  s3Error(404, 'NoSuchKey'),
  s3Error(405, 'MethodNotAllowed'),
  s3Error(409, 'ConditionalRequestConflict'),
  s3Error(409, 'OperationAborted'),
  s3Error(412, 'PreconditionFailed'),
  s3Error(416, 'InvalidRange'),
  s3Error(429, 'TooManyRequests'),
  s3Error(500, 'InternalError'),
  s3Error(501, 'NotImplemented'),
  s3Error(503, 'SlowDown'),
  Object.assign(new Error('lost'), { code: 'ECONNRESET' }),
  new TypeError('Invalid character in header content'),
];

const formats = { 'date-time': /^\d{4}-.*Z$/, uri: /^[a-z]+:/, 'uri-reference': /^/ };
const ajv = new Ajv({ strict: false, allErrors: true, formats });
for (const [version, document] of Object.entries(DOCUMENTS)) ajv.addSchema(document, version);

/** As a JSON pointer in a URI writes it. */
const escape = (part: string) => encodeURIComponent(part.replaceAll('/', '~1'));

const cases = Object.entries(DOCUMENTS).flatMap(([version, document]) =>
  operations.map(([path, method, given, reply]) => {
    const resource = path.replace('{key}', '{key+}');
    const request: Given = { version, resource, httpMethod: method.toUpperCase(), ...given };
    return { version, document, path, method, request, reply };
  }),
);

describe.each(cases)('$method /$version$path', ({ version, document, path, method, ...run }) => {
  const responses = document.paths[path]?.[method]?.responses ?? {};

  /** Holds an answer to the document: to its statuses, their headers, and the schema of the type of its body. */
  function expectDocumented({ statusCode, headers, body }: APIGatewayProxyResult): void {
    const listed = responses[statusCode];
    expect([statusCode, listed]).toEqual([statusCode, expect.anything()]);
    const described = listed && '$ref' in listed ? target(document, listed.$ref) : listed;
    const promised = Object.keys((described as OpenAPIV3.ResponseObject).headers ?? {});
    expect(Object.keys(headers ?? {})).toEqual(expect.arrayContaining(promised));
    if (body === '') return;
    const pointer =
      listed && '$ref' in listed
        ? listed.$ref
        : `#/paths/${escape(path)}/${method}/responses/${String(statusCode)}`;
    const type = escape(String(headers?.['Content-Type']));
    const validate = ajv.getSchema(`${version}${pointer}/content/${type}/schema`);
    expect(validate?.(JSON.parse(body))).toBe(true);
  }

  test('answers as documented when all goes well', async () => {
    const { response } = await call(run.request, run.reply);
    expect(response.statusCode).toBeLessThan(300);
    expectDocumented(response);
  });

  test('answers as documented whatever S3 says', async () => {
    for (const failure of failures) {
      const { response, sent } = await call(run.request, failure);
      if (sent.length > 0) expect(response.statusCode).toBeGreaterThanOrEqual(300);
      expectDocumented(response);
    }
  });

  test('answers as documented when the request is not as it should be', async () => {
    const bad = { key: 'a//b', query: { limit: ['0'] }, body: '{}' };
    const { response, sent } = await call({ ...run.request, ...bad });
    expect(sent).toEqual([]);
    expectDocumented(response);
  });
});

test('knows every operation that the function serves', () => {
  for (const { paths } of Object.values(DOCUMENTS)) {
    const described = Object.entries(paths).flatMap(([path, item = {}]) =>
      METHODS.filter((method) => item[method]).map((method) => `${method} ${path}`),
    );
    const served = operations.map(([path, method]) => `${method} ${path}`);
    expect(described.filter((one) => one !== 'get /exports')).toEqual(served);
  }
});
