import { call, json, s3Error } from './request';

const page = {
  body:
    '<ListBucketResult><IsTruncated>true</IsTruncated>' +
    '<NextContinuationToken>1ueGc/+=</NextContinuationToken>' +
    '<Contents><Key>日/a &amp; b.txt</Key><LastModified>2026-10-21T07:28:00.000Z</LastModified>' +
    '<ETag>&quot;e1&quot;</ETag><Size>3</Size></Contents></ListBucketResult>',
};

test('returns a page of objects and the cursor to the next', async () => {
  const query = { prefix: ['日/'], limit: ['1'], cursor: ['abc'] };
  const { response, sent } = await call({ query }, page);
  expect(response.statusCode).toBe(200);
  expect(response.headers).toEqual({ 'Content-Type': 'application/json' });
  expect(json(response)).toEqual({
    objects: [
      { key: '日/a & b.txt', size: 3, etag: '"e1"', lastModified: '2026-10-21T07:28:00.000Z' },
    ],
    cursor: '1ueGc/+=',
  });
  expect(sent[0]?.query).toMatchObject({
    prefix: '日/',
    'max-keys': '1',
    'continuation-token': 'abc',
  });
});

test('lists 100 objects from the first when nothing is asked, and no cursor at the end', async () => {
  const { response, sent } = await call({}, { body: '<ListBucketResult></ListBucketResult>' });
  expect(json(response)).toEqual({ objects: [] });
  expect(sent[0]?.query).toMatchObject({ 'max-keys': '100' });
  expect(sent[0]?.query).not.toHaveProperty('prefix');
  expect(sent[0]?.query).not.toHaveProperty('continuation-token');
});

test.each(['1', '1000'])('takes the limit %s', async (limit) => {
  const { sent } = await call({ query: { limit: [limit] } }, page);
  expect(sent[0]?.query['max-keys']).toBe(limit);
});

test.each(['', '0', '1001', '-1', '1.5', '1e2', ' 5', 'ten'])(
  'refuses the limit "%s"',
  async (limit) => {
    const { response, sent } = await call({ query: { limit: [limit] } });
    expect(json(response)).toMatchObject({
      status: 400,
      errors: [`limit is "${limit}"; give a whole number from 1 to 1000`],
    });
    expect(sent).toEqual([]);
  },
);

test('lists every parameter that it refuses', async () => {
  const query = { prefix: ['\u0000' + 'é'.repeat(512)], limit: ['0', '5'], cursor: ['a b'] };
  const { response } = await call({ query });
  expect(json(response)).toMatchObject({
    errors: [
      'limit is given 2 times; give it once',
      'prefix has 1025 bytes of UTF-8; it may have 1024',
      'prefix holds the control character or non-character U+0000; drop it',
      'limit is "0"; give a whole number from 1 to 1000',
      'cursor is not one that this API gave; pass it on unchanged, percent-encoded',
    ],
  });
});

test('answers 400 when S3 does not know the cursor', async () => {
  const refused = s3Error(400, 'InvalidArgument');
  const { response } = await call({ query: { cursor: ['forged'] } }, refused);
  expect(json(response)).toMatchObject({
    status: 400,
    errors: ['cursor is not one that this API gave; start again without it'],
  });
  expect((await call({}, refused)).response.statusCode).toBe(500);
});
