import { call, json, s3Error } from './request';

const page = {
  body:
    '<ListBucketResult><IsTruncated>true</IsTruncated>' +
    '<NextContinuationToken>1ueGc/+=</NextContinuationToken>' +
    '<Contents><Key>日/a &amp; b.txt</Key><LastModified>2026-10-21T07:28:00.000Z</LastModified>' +
    '<ETag>&quot;e1&quot;</ETag><Size>3</Size></Contents></ListBucketResult>',
};

test.each([
  ['v1', { cursor: '1ueGc/+=' }],
  ['v2', { next: '?prefix=%E6%97%A5%2F%27&limit=1&cursor=1ueGc%2F%2B%3D' }],
])('returns a page of objects and, in %s, where the next one is', async (version, end) => {
  const query = { prefix: ["日/'"], limit: ['1'], cursor: ['abc'] };
  const { response, sent } = await call({ version, query }, page);
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({ 'Content-Type': 'application/json' });
  expect(json(response)).toEqual({
    objects: [
      { key: '日/a & b.txt', size: 3, etag: '"e1"', lastModified: '2026-10-21T07:28:00.000Z' },
    ],
    ...end,
  });
  expect(sent[0]?.query).toMatchObject({
    prefix: "日/'",
    'max-keys': '1',
    'continuation-token': 'abc',
  });
});

test('gives a reference to the next page that asks for the same, one cursor further', async () => {
  const first = await call({ query: { prefix: ['a+b&c =%'] } }, page);
  const { next } = json(first.response) as { next: string };
  expect(next).toMatch(/^\?[\w.~%&=-]+$/);
  const query = [...new URL(next, 'https://api.example').searchParams];
  const second = Object.fromEntries(query.map(([name, value]) => [name, [value]]));
  const { sent } = await call({ query: second }, page);
  expect(sent[0]?.query).toMatchObject({
    prefix: 'a+b&c =%',
    'max-keys': '100',
    'continuation-token': '1ueGc/+=',
  });
});

test('lists 100 objects from the first when nothing is asked, and no page after the last', async () => {
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

test.each(['', '0', '1001', '-1', '1.0', '1e2', ' 5', '0x1', 'ten', '9'.repeat(400)])(
  'refuses the limit "%s"',
  async (limit) => {
    const { response, sent } = await call({ query: { limit: [limit] } });
    expect(json(response)).toMatchObject({
      status: 400,
      errors: [expect.stringMatching(/^limit is .*; give a whole number from 1 to 1,000$/)],
    });
    expect(sent).toEqual([]);
  },
);

test('lists every parameter that it refuses', async () => {
  const query = { prefix: ['\u0000' + 'é'.repeat(512)], limit: ['0', '5'], cursor: ['a b'] };
  const { response } = await call({ query });
  expect(json(response)).toMatchObject({
    errors: [
      `prefix is "\\u0000${'é'.repeat(79)}"... (1025 bytes); give at most 1,024 bytes of UTF-8, ` +
        'without control characters and non-characters',
      'limit is 0; give a whole number from 1 to 1,000',
      'cursor is "a b"; give what the page before says, unchanged and percent-encoded',
      'limit is given 2 times; give it once',
    ],
  });
});

test('ignores a parameter that it does not know', async () => {
  const { response } = await call({ query: { colour: ['red', 'blue'] } }, page);
  expect(response.statusCode).toBe(200);
});

/** As many keys as one page holds, each as long as it can be. */
const longest = (character: string) =>
  `<ListBucketResult>${`<Contents><Key>${character.repeat(1024)}</Key><ETag>"${'0'.repeat(32)}"</ETag><Size>5000000000000</Size><LastModified>2026-10-21T07:28:00.000Z</LastModified></Contents>`.repeat(1000)}</ListBucketResult>`;

test('fits a page of the longest keys into an answer, though each character is escaped twice', async () => {
  const { response } = await call({ query: { limit: ['1000'] } }, { body: longest('&quot;') });
  expect(response.statusCode).toBe(200);
  expect((json(response) as { objects: unknown[] }).objects).toHaveLength(1000);
});

test('asks for a lower limit when a page is too large for an answer', async () => {
  const { response } = await call({ query: { limit: ['1000'] } }, { body: longest('&#x1;') });
  const errors = ['limit is 1000, too many for these keys; give less'];
  expect(json(response)).toMatchObject({ status: 400, errors });
});

test('answers 400 when S3 does not know the cursor', async () => {
  const refused = s3Error(400, 'InvalidArgument');
  const { response } = await call({ query: { cursor: ['forged'] } }, refused);
  expect(json(response)).toMatchObject({
    status: 400,
    errors: ['cursor is not one that this API gave; start again without it'],
  });
});
