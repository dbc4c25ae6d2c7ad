import { request } from 'node:http';
import { startExporter, until, type Exporter } from './exporter';

// A wait in vain should fail, a busy machine should not.
let exporter: Exporter;
beforeEach(async () => {
  exporter = await startExporter();
});
afterEach(() => exporter.stop());

const get = (path: string, init?: RequestInit) => fetch(`${exporter.url}${path}`, init);

/** Enough bytes that no buffer on the way hides the end of the tar. */
const LARGE = 8 * 1024 * 1024;

test.each([
  ['an object has vanished since it was listed', 'b', { size: 5, error: 'NoSuchKey' as const }],
  ['an object may not be read', 'b', { size: 5, error: 'AccessDenied' as const }],
  ['the connection to S3 breaks within an object', 'b', { size: LARGE, cutAfter: 100_000 }],
  ['an object breaks while it waits', 'b', { size: 9_000, cutAfter: 8_000, crc32: 'AAAAAA==' }],
  ['an object does not have its checksum', 'b', { size: LARGE, crc32: 'AAAAAA==' }],
  ['an object has a name that tar cannot hold', 'b/', { size: 5 }],
  ['an object has a name that tar would cut', 'a\0b', { size: 5 }],
])('cuts the response off, and logs the key, when %s', async (_, key, object) => {
  exporter.bucket.objects.set('a', { size: LARGE }).set(key, object).set('c', { size: 1 });
  const response = await get('/v2/exports');
  expect(response.status).toBe(200);
  await expect(response.arrayBuffer()).rejects.toThrow('terminated');
  await until(() => exporter.entries.length > 0);
  expect(exporter.entries).toEqual([
    expect.objectContaining({
      level: 'error',
      outcome: 'failed',
      objects: 1,
      error: expect.stringContaining(
        `object ${JSON.stringify(key)} could not be read whole`,
      ) as string,
    }),
  ]);
  await until(() => exporter.bucket.open === 0);
  expect((await get('/healthz')).status).toBe(200);
});

test.each([
  [{ status: 403, code: 'AccessDenied' }, 502, null, 'AccessDenied'],
  [{ status: 404, code: 'NoSuchBucket' }, 502, null, 'NoSuchBucket'],
  [{ status: 503, code: 'SlowDown' }, 503, '5', 'SlowDown'],
])('answers problem JSON when the list fails with %j', async (listError, status, wait, code) => {
  exporter.bucket.listError = listError;
  const response = await get('/v2/exports', { headers: { 'x-request-id': 'from-the-caller' } });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('retry-after')).toBe(wait);
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: status === 502 ? 'Bad Gateway' : 'Service Unavailable',
    status,
    detail: expect.stringContaining(code) as string,
    requestId: 'from-the-caller',
  });
});

test('answers 503 when S3 cannot be reached at all', async () => {
  await exporter.bucket.stop();
  const response = await get('/v2/exports');
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  await exporter.bucket.start();
});

test('answers 503 when the first object vanishes before a byte is sent', async () => {
  exporter.bucket.objects.set('a', { size: 5, error: 'NoSuchKey' });
  expect((await get('/v2/exports')).status).toBe(503);
});

test.each([
  ['unknown parameter "prefx"; known: prefix', '?prefx=a'],
  ['prefix is given 2 times; give it once', '?prefix=a&prefix=b'],
  ['prefix has 1026 bytes of UTF-8; it may have 1024', `?prefix=${'%C3%BC'.repeat(513)}`],
  ['prefix is "a\\u0000"; give one that matches ^[^', '?prefix=a%00'],
  ['the query string is not percent-encoded UTF-8; encode it as such', '?prefix=%FF'],
  ['unknown parameter "all"; known: prefix; prefix is "\\u0000"', '?all=1&prefix=%00'],
])('refuses a query string and says: %s', async (detail, query) => {
  const response = await get(`/v2/exports${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    detail: expect.stringContaining(detail) as string,
  });
  expect(exporter.bucket.lists).toBe(0);
});

test('takes a target in absolute form', async () => {
  exporter.bucket.objects.set('a', { size: 1 });
  const { hostname, port } = new URL(exporter.url);
  const targetOf = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ hostname, port, path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  expect(await targetOf('http://h/v2/exports?prefix=a')).toBe(200);
  expect(await targetOf('HTTPS://h:8080/v2/exports')).toBe(200);
  expect(await targetOf('http://h?prefix=a')).toBe(404);
  expect(await targetOf('http:///v2/nothing')).toBe(404);
});

test('answers 404 to an unknown path and 405 to another method', async () => {
  expect((await get('/exports')).status).toBe(404);
  const response = await get('/v2/exports', { method: 'POST', body: 'x' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET');
});

test('takes over no request id that is not plain', async () => {
  const response = await get('/v2/exports', { headers: { 'x-request-id': 'a b' } });
  expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
});

test('stops reading from S3 when the client leaves', async () => {
  const size = 1024 ** 3;
  exporter.bucket.objects.set('a', { size }).set('b', { size });
  const client = request(`${exporter.url}/v2/exports`);
  client.on('error', () => undefined).on('response', () => client.destroy());
  client.end();
  await until(() => exporter.entries.length > 0);
  expect(exporter.entries).toEqual([expect.objectContaining({ outcome: 'client left' })]);
  await until(() => exporter.bucket.open === 0);
  expect(exporter.bucket.bytesSent).toBeLessThan(size / 4);
});

test('gives up its requests when the client leaves before the first object has come', async () => {
  exporter.bucket.objects.set('a', { size: 1 });
  exporter.bucket.gate = new Promise(() => undefined);
  const client = request(`${exporter.url}/v2/exports`);
  client.on('error', () => undefined).end();
  await until(() => exporter.bucket.open === 1);
  client.destroy();
  await until(() => exporter.bucket.open === 0 && exporter.entries.length > 0);
  expect(exporter.entries).toEqual([expect.objectContaining({ outcome: 'client left' })]);
});
