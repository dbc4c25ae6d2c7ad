import { Readable } from 'node:stream';

import { GUARDS } from '../../../lambda/objects/headers';
import { MAX_OBJECT_BYTES } from '../../../lambda/objects/limits';
import { call, json, s3Error } from './request';
import type { Reply } from './request';

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const object: Reply = {
  headers: {
    'content-type': 'image/png',
    'content-length': '256',
    etag: '"e1"',
    'last-modified': 'Wed, 21 Oct 2026 07:28:00 GMT',
  },
  body: everyByte,
};
const headers = {
  'Content-Type': 'image/png',
  'Content-Length': '256',
  ETag: '"e1"',
  'Last-Modified': 'Wed, 21 Oct 2026 07:28:00 GMT',
  ...GUARDS,
};
const head = { httpMethod: 'HEAD', key: 'a.bin' };

test('returns every byte of an object as base64, with its headers', async () => {
  const { response, sent } = await call({ key: 'a.bin' }, object);
  expect(response).toEqual({
    statusCode: 200,
    headers,
    body: everyByte.toString('base64'),
    isBase64Encoded: true,
  });
  expect(sent[0]).toMatchObject({ method: 'GET', path: '/a.bin' });
});

test('returns an empty object, as bytes when it has no type', async () => {
  const { response } = await call({ key: 'empty' }, { headers: { 'content-length': '0' } });
  expect(response).toMatchObject({ statusCode: 200, body: '', isBase64Encoded: true });
  expect(response.headers).toEqual({
    'Content-Type': 'application/octet-stream',
    'Content-Length': '0',
    ...GUARDS,
  });
});

test('answers HEAD with the headers of GET and no body', async () => {
  const { response, sent } = await call(head, { headers: object.headers ?? {} });
  expect(response).toEqual({ statusCode: 200, headers, body: '' });
  expect(sent[0]).toMatchObject({ method: 'HEAD', path: '/a.bin' });
});

test('answers HEAD of an object that is too large to get', async () => {
  const size = String(MAX_OBJECT_BYTES + 1);
  const { response } = await call(head, { headers: { 'content-length': size } });
  expect(response).toMatchObject({ statusCode: 200, headers: { 'Content-Length': size } });
});

describe.each(['GET', 'HEAD'])('%s', (httpMethod) => {
  const given = { httpMethod, key: 'a.bin' };

  test('answers 304 with the ETag and no body when the caller has the object', async () => {
    const conditional = { ...given, headers: { 'if-NONE-match': '"e1"' } };
    const { response, sent, log } = await call(conditional, {
      status: 304,
      headers: { etag: '"e1"' },
    });
    expect(response).toEqual({ statusCode: 304, headers: { ETag: '"e1"', ...GUARDS }, body: '' });
    expect(sent[0]?.headers['if-none-match']).toBe('"e1"');
    expect(log).toMatchObject([{ level: 'INFO', status: 304 }]);
  });

  test('answers 304 without an ETag when S3 gives none', async () => {
    const { response } = await call(given, { status: 304 });
    expect(response).toEqual({ statusCode: 304, headers: GUARDS, body: '' });
  });

  test('answers 412 when the object is not the one of If-Match', async () => {
    const reply = httpMethod === 'HEAD' ? { status: 412 } : s3Error(412, 'PreconditionFailed');
    const { response, sent } = await call({ ...given, headers: { 'IF-Match': '"e0"' } }, reply);
    expect(response.statusCode).toBe(412);
    expect(sent[0]?.headers['if-match']).toBe('"e0"');
  });

  test('answers 404 when there is no such object', async () => {
    const reply = httpMethod === 'HEAD' ? { status: 404 } : s3Error(404, 'NoSuchKey');
    const { response } = await call(given, reply);
    expect(response.statusCode).toBe(404);
    expect(response.body === '').toBe(httpMethod === 'HEAD');
  });
});

test('refuses an object above the limit with the remedy, and reads none of it', async () => {
  const body = new Readable({
    read() {
      throw new Error('the body was read');
    },
  });
  const size = String(MAX_OBJECT_BYTES + 1);
  const reply = { headers: { 'content-length': size }, body };
  const { response } = await call({ key: 'films/a%20b.mov' }, reply);
  expect(json(response)).toMatchObject({
    status: 413,
    detail:
      'the object has 4669441 bytes; this API returns at most 4669440: ' +
      'export it by GET /exports?prefix=films%2Fa%20b.mov',
  });
  expect(body.destroyed).toBe(true);
});

test('closes the connection of an object above the limit that carries a checksum', async () => {
  const body = new Readable({ read: () => undefined });
  const headers = { 'content-length': '9999999', 'x-amz-checksum-crc32': 'AAAAAA==' };
  expect((await call({ key: 'a' }, { headers, body })).response.statusCode).toBe(413);
  expect(body.destroyed).toBe(true);
});

test('fails when the bytes are not those of the checksum', async () => {
  const headers = { 'content-length': '256', 'x-amz-checksum-crc32': 'AAAAAA==' };
  const { response } = await call({ key: 'a' }, { ...object, headers });
  expect(response.statusCode).toBe(500);
});

test('fails when S3 does not say how long an object is', async () => {
  const { response, log } = await call({ key: 'a' }, { body: everyByte });
  expect(response.statusCode).toBe(500);
  expect(log).toMatchObject([{ reason: 'S3 gave no body or no length' }]);
});
