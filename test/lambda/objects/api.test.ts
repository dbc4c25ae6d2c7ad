import { GUARDS } from '../../../lambda/objects/headers';
import { REQUEST_ID, call, json, s3Error } from './request';

const given = { key: 'a' };

test('tells of a problem in the standard form, and of nothing internal', async () => {
  const { response } = await call(given, s3Error(404, 'NoSuchKey'));
  expect(response.headers).toEqual({ 'Content-Type': 'application/problem+json', ...GUARDS });
  expect(json(response)).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'no object has this key; GET /objects lists those there are',
    instance: `urn:uuid:${REQUEST_ID}`,
    requestId: REQUEST_ID,
  });
});

test.each([
  ['/objects', 'POST', 'GET'],
  ['/objects', 'HEAD', 'GET'],
  ['/objects/{key+}', 'PATCH', 'GET, HEAD, PUT, DELETE'],
  ['/objects/{key+}', 'constructor', 'GET, HEAD, PUT, DELETE'],
  ['/deletions', 'GET', 'POST'],
])('answers 405 to %s %s and names the methods there are', async (resource, httpMethod, allow) => {
  const { response, sent } = await call({ resource, httpMethod, key: 'a' });
  expect(response.statusCode).toBe(405);
  expect(response.headers).toMatchObject({ Allow: allow });
  expect(sent).toEqual([]);
});

test.each([
  ['v2', '/others'],
  ['v2', '/exports'],
  ['v3', '/objects'],
  ['constructor', '/objects'],
])('answers 404 to a resource that it does not serve: /%s%s', async (version, resource) => {
  const { response } = await call({ version, resource });
  expect(response.statusCode).toBe(404);
  expect(response.headers).toEqual({ 'Content-Type': 'application/problem+json', ...GUARDS });
});

test.each([
  s3Error(503, 'SlowDown'),
  s3Error(500, 'InternalError'),
  s3Error(429, 'TooManyRequests'),
  s3Error(400, 'RequestTimeout'),
  Object.assign(new Error('no answer'), { name: 'TimeoutError' }),
  Object.assign(new Error('lost'), { code: 'ECONNRESET' }),
])('answers 503 with Retry-After to what will pass: %j', async (reply) => {
  const { response, log } = await call(given, reply);
  expect(response.statusCode).toBe(503);
  expect(response.headers).toMatchObject({ 'Retry-After': '1' });
  expect(log).toMatchObject([{ level: 'ERROR', status: 503 }]);
});

test.each([
  s3Error(400, 'InvalidArgument'),
  s3Error(400, 'MetadataTooLarge'),
  s3Error(501, 'NotImplemented'),
])('answers 400 when S3 refuses what passed every check: %j', async (reply) => {
  const { response, log } = await call(given, reply);
  const errors = ['the object store refuses the key, the prefix or a header; give usual ones'];
  expect(json(response)).toMatchObject({ status: 400, errors });
  expect(log).toMatchObject([{ level: 'WARN', status: 400 }]);
});

test.each([
  s3Error(403, 'AccessDenied'),
  s3Error(404, 'NoSuchBucket'),
  s3Error(409, 'OperationAborted'),
  s3Error(400, 'ExpiredToken'),
  new TypeError('secret-bucket'),
])('answers 500 and hides the reason, which it logs: %j', async (reply) => {
  const { response, log } = await call(given, reply);
  expect(response.statusCode).toBe(500);
  expect(response.body).not.toMatch(/secret|Denied|Bucket|Expired|TypeError|stack|\.ts/);
  expect(log).toHaveLength(1);
  expect(log[0]?.reason).toContain('secret-bucket');
});

test('logs one line about each request: its route and not its key, body or headers', async () => {
  const { log } = await call(
    { httpMethod: 'PUT', key: 'private', body: 'private', headers: { Authorization: 'private' } },
    {},
  );
  expect(log).toEqual([
    {
      level: 'INFO',
      message: 'request',
      requestId: REQUEST_ID,
      method: 'PUT',
      route: '/v2/objects/{key+}',
      status: 200,
      durationMs: expect.any(Number) as number,
    },
  ]);
});

test('logs a refusal as a warning with the name of the error', async () => {
  const { log } = await call(given, s3Error(404, 'NoSuchKey'));
  expect(log).toMatchObject([{ level: 'WARN', status: 404, error: 'NoSuchKey' }]);
  expect(log[0]).not.toHaveProperty('reason');
  expect((await call({ key: '/' })).log).toMatchObject([{ level: 'WARN', error: 'Problem' }]);
});

test.each([
  ['an object', { key: 'a.html' }, { headers: { 'content-length': '0' } }],
  ['its headers', { httpMethod: 'HEAD', key: 'a.html' }, {}],
  ['an object that the caller has', { key: 'a.html' }, { status: 304 }],
  ['a problem', { key: 'a.html' }, s3Error(404, 'NoSuchKey')],
  ['a path that is not served', { resource: '/unknown' }, {}],
])('answers %s so that no browser runs it and no cache shares it', async (_, given, reply) => {
  const { response } = await call(given, reply);
  expect(response.headers).toMatchObject({
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, no-cache',
  });
});
