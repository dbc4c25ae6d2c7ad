import { GUARDS } from '../../../lambda/objects/headers';
import { MAX_OBJECT_BYTES } from '../../../lambda/objects/limits';
import { call, json, s3Error } from './request';
import type { Given } from './request';

const put = (given: Given): Given => ({ httpMethod: 'PUT', key: 'a.bin', ...given });
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const stored = { headers: { etag: '"e1"' } };

test('stores every byte of a base64 body under the key, with its content type', async () => {
  const body = everyByte.toString('base64');
  const headers = { 'Content-Type': 'image/png' };
  const given = put({ body, isBase64Encoded: true, headers });
  const { response, sent } = await call(given, stored);

  expect(response).toEqual({ statusCode: 200, headers: { ETag: '"e1"', ...GUARDS }, body: '' });
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ method: 'PUT', path: '/a.bin' });
  expect(sent[0]?.headers['content-type']).toBe('image/png');
  expect(Buffer.from(sent[0]?.body ?? [])).toEqual(everyByte);
});

test('stores a text that arrives as text as its UTF-8 bytes', async () => {
  const { sent } = await call(put({ body: 'grüße, 世界\r\n' }), stored);
  expect(Buffer.from(sent[0]?.body ?? []).toString('utf8')).toBe('grüße, 世界\r\n');
});

test('refuses bytes that were taken for text on the way, and so changed', async () => {
  const body = everyByte.toString('utf8');
  const { response, sent } = await call(put({ body, headers: { 'content-length': '256' } }));
  expect(json(response)).toMatchObject({
    status: 400,
    errors: [
      'the body arrived as 512 bytes of text, but Content-Length is 256; ' +
        'send a Content-Type that says what it is',
    ],
  });
  expect(sent).toEqual([]);
});

test('takes a text as long as Content-Length says, and bytes that a front has decompressed', async () => {
  const text = put({ body: 'ü', headers: { 'Content-Length': '2' } });
  const bytes = put({ body: '/w==', isBase64Encoded: true, headers: { 'Content-Length': '21' } });
  for (const given of [text, bytes]) {
    expect((await call(given, stored)).response.statusCode).toBe(200);
  }
});

test('stores an empty object when there is no body, and bytes when there is no type', async () => {
  const { response, sent } = await call(put({ body: null, headers: null }), stored);
  expect(response.statusCode).toBe(200);
  expect(sent[0]?.body ?? new Uint8Array()).toHaveLength(0);
  expect(sent[0]?.headers['content-type']).toBe('application/octet-stream');
});

test.each(['text/plain', 'odd', 'text/csv; charset=utf-8; header="x"', 'a'.repeat(255)])(
  'takes the content type %s',
  async (type) => {
    const { sent } = await call(put({ headers: { 'CONTENT-type': type } }), stored);
    expect(sent[0]?.headers['content-type']).toBe(type);
  },
);

test.each(['', ' ', 'text/plain; é', 'text/日本', 'a\tb', 'a'.repeat(256)])(
  'refuses the content type %j, which S3 could not give back',
  async (type) => {
    const { response, sent } = await call(put({ headers: { 'Content-Type': type } }));
    const errors = [expect.stringMatching(/^Content-Type is .*; give 1 to 255 visible ASCII/)];
    expect(json(response)).toMatchObject({ status: 400, errors });
    expect(sent).toEqual([]);
  },
);

test.each(['', 'é', '"日"', 'a\tb', '"' + 'a'.repeat(1024)])(
  'refuses the condition %j',
  async (value) => {
    const { response, sent } = await call(put({ headers: { 'If-Match': value } }));
    const errors = [expect.stringMatching(/^If-Match is .*; give 1 to 1,024 visible ASCII/)];
    expect(json(response)).toMatchObject({ status: 400, errors });
    expect(sent).toEqual([]);
  },
);

test('answers 201 when the condition proves that the object is new', async () => {
  const { response, sent } = await call(put({ headers: { 'if-none-match': '*' } }), stored);
  expect(response.statusCode).toBe(201);
  expect(sent[0]?.headers['if-none-match']).toBe('*');
});

test.each(['If-Match', 'if-match', 'IF-MATCH'])('passes %s to S3', async (name) => {
  const { sent } = await call(put({ headers: { [name]: '"e0"' } }), stored);
  expect(sent[0]?.headers['if-match']).toBe('"e0"');
});

test('answers 412 when the condition fails and 409 when another write was faster', async () => {
  const given = put({ headers: { 'If-None-Match': '*' } });
  const failed = await call(given, s3Error(412, 'PreconditionFailed'));
  const raced = await call(given, s3Error(409, 'ConditionalRequestConflict'));
  expect([failed, raced].map(({ response }) => response.statusCode)).toEqual([412, 409]);
});

test('answers 404 when If-Match asks for an object that is not there', async () => {
  const given = put({ headers: { 'If-Match': '"e0"' } });
  expect((await call(given, s3Error(404, 'NoSuchKey'))).response.statusCode).toBe(404);
});

test('lists every condition that a write cannot have, without asking S3', async () => {
  const given = put({ headers: { 'If-Match': '"a"', 'If-None-Match': '"b"' } });
  const { response, sent } = await call(given);
  expect(response.statusCode).toBe(400);
  expect(json(response)).toMatchObject({
    errors: [
      'If-None-Match is "\\"b\\""; give only `*`',
      'If-Match and If-None-Match exclude each other on a write; give one',
    ],
  });
  expect(sent).toEqual([]);
});

test('takes an object of exactly the limit, which fits into an invocation as base64', async () => {
  const body = Buffer.alloc(MAX_OBJECT_BYTES).toString('base64');
  const { response, sent } = await call(put({ body, isBase64Encoded: true }), stored);
  expect(response.statusCode).toBe(200);
  expect(sent[0]?.body).toHaveLength(MAX_OBJECT_BYTES);
  expect(6 * 1024 * 1024 - body.length).toBeGreaterThanOrEqual(64 * 1024);
});

test('refuses a body one byte above the limit with the remedy, without asking S3', async () => {
  const body = Buffer.alloc(MAX_OBJECT_BYTES + 1).toString('base64');
  const { response, sent } = await call(put({ body, isBase64Encoded: true }));
  expect(json(response)).toMatchObject({
    status: 413,
    detail: 'the body has 4669441 bytes; it may have 4669440: split it into several',
  });
  expect(sent).toEqual([]);
});
