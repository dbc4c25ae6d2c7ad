import { GUARDS } from '../../../lambda/objects/headers';
import { call, json, s3Error } from './request';
import type { Given, Reply } from './request';

const post = (body: unknown, given: Given = {}): Given => ({
  resource: '/deletions',
  httpMethod: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...given,
});

const result = (content: string): Reply => ({ body: `<DeleteResult>${content}</DeleteResult>` });
const gone = (...keys: string[]) =>
  keys.map((key) => `<Deleted><Key>${key}</Key></Deleted>`).join('');
const error = (key: string, code: string) =>
  `<Error><Key>${key}</Key><Code>${code}</Code><Message>secret-bucket</Message></Error>`;

test('deletes every key in one call and answers in the order asked', async () => {
  const keys = ['b', ' a&<b>"\'/日 ', '100%'];
  const reply = result(gone('100%', ' a&amp;&lt;b&gt;&quot;&apos;/日 ', 'b'));
  const { response, sent, log } = await call(post({ keys }), reply);
  expect(response).toEqual({
    statusCode: 200,
    headers: { 'Content-Type': 'application/json', ...GUARDS },
    body: JSON.stringify({ deleted: keys, failed: [] }),
  });
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ method: 'POST', query: { delete: '' } });
  const asked = Buffer.from(sent[0]?.body ?? []).toString('utf8');
  expect(asked).toContain('<Key> a&amp;&lt;b&gt;');
  expect(asked).not.toContain('Quiet');
  expect(log).toMatchObject([{ level: 'INFO', status: 200 }]);
});

test('says which objects are still there, and of nothing internal, which it logs', async () => {
  const errors = error('a', 'AccessDenied') + error('c', 'SlowDown');
  const { response, log } = await call(post({ keys: ['c', 'b', 'a'] }), result(gone('b') + errors));
  expect(json(response)).toEqual({
    deleted: ['b'],
    failed: [
      { key: 'c', detail: 'the object store is busy; try again' },
      { key: 'a', detail: 'the object store refuses to delete this object' },
    ],
  });
  expect(response).not.toHaveProperty('reason');
  expect(log).toMatchObject([{ level: 'WARN', status: 200, reason: 'AccessDenied, SlowDown' }]);
});

test.each(['application/json', 'Application/JSON; charset=utf-8', 'application/json ;a=b'])(
  'takes the content type %s',
  async (type) => {
    const given = post({ keys: ['a'] }, { headers: { 'content-TYPE': type } });
    expect((await call(given, result(gone('a')))).response.statusCode).toBe(200);
  },
);

test.each([undefined, '', 'text/plain', 'application/jsonl', 'application/problem+json'])(
  'answers 415 to the content type %j',
  async (type) => {
    const headers = type === undefined ? null : { 'Content-Type': type };
    const { response, sent } = await call(post({ keys: ['a'] }, { headers }));
    expect(json(response)).toMatchObject({
      status: 415,
      detail: `Content-Type is ${type === undefined ? 'missing' : JSON.stringify(type)}; give application/json`,
    });
    expect(sent).toEqual([]);
  },
);

const list = 'give a list of 1 to 1,000 keys, each once';
const key = expect.stringMatching(/^keys\[1\] is .+; give 1 to 1,024 bytes of UTF-8, /) as string;

test.each<[unknown, string[]]>([
  ['', ['the body is not JSON in UTF-8; write it so']],
  ['{"keys":', ['the body is not JSON in UTF-8; write it so']],
  ['['.repeat(100_000), ['the body is not JSON in UTF-8; write it so']],
  [null, ['the body is null; give an object whose one member is `keys`']],
  [[], ['the body is a list of 0; give an object whose one member is `keys`']],
  [{}, [`keys is missing; ${list}`]],
  [{ keys: 'a' }, [`keys is "a"; ${list}`]],
  [{ keys: {} }, [`keys is an object; ${list}`]],
  [{ keys: [] }, [`keys is a list of 0; ${list}`]],
  [{ keys: Array.from({ length: 1001 }, String) }, [`keys is a list of 1001; ${list}`]],
  [{ keys: ['a', 'b', 'a'] }, ['keys holds "a" twice; drop one']],
  [{ keys: ['a', 1] }, [key]],
  [{ keys: ['a', ''] }, [key]],
  [{ keys: ['a', 'a//b'] }, [key]],
  [{ keys: ['a', '../a'] }, [key]],
  [{ keys: ['a', 'é'.repeat(513)] }, [key]],
  ['{"keys":["a","\\ud800"]}', [key]],
  [{ keys: ['a', '\0'], quiet: true }, ['"quiet" is not a member that is known; drop it', key]],
])('refuses %j with every reason', async (body, errors) => {
  const { response, sent } = await call(post(body));
  expect(json(response)).toMatchObject({ status: 400, errors });
  expect(sent).toEqual([]);
});

test('refuses bytes that are not UTF-8', async () => {
  const body = Buffer.from('{"keys":["\xff"]}', 'latin1').toString('base64');
  const { response } = await call(post(body, { isBase64Encoded: true }));
  expect(response.statusCode).toBe(400);
});

test.each([
  [`{"keys":["${'a'.repeat(5_000_000)}"]}`, /^the body has 5000013 bytes; it may have 4669440: /],
  [`{"keys":[${'"",'.repeat(1_500_000)}""]}`, /^the body has 2001 values; it may have 2000: /],
])('answers 413 to a body that is too large', async (body, detail) => {
  const { response, sent } = await call(post(body));
  expect(json(response)).toMatchObject({
    status: 413,
    detail: expect.stringMatching(detail) as string,
  });
  expect(sent).toEqual([]);
});

test('takes the longest keys there can be, and fits what became of them into an answer', async () => {
  const keys = Array.from({ length: 1000 }, (_, i) => String(i).padStart(4, '0').padEnd(1024, '"'));
  const { response } = await call(post({ keys }), result(''));
  expect((json(response) as { failed: unknown[] }).failed).toHaveLength(1000);
  expect(JSON.stringify(response).length).toBeLessThan(6 * 1024 * 1024);
});

test('fits every reason into an answer', async () => {
  const keys = Array.from({ length: 1900 }, (_, i) => String(i).padEnd(200, '\0'));
  const { response } = await call(post({ keys }));
  expect(response.statusCode).toBe(400);
  expect(JSON.stringify(response).length).toBeLessThan(6 * 1024 * 1024);
});

test('answers 503 when the object store is busy', async () => {
  const { response } = await call(post({ keys: ['a'] }), s3Error(503, 'SlowDown'));
  expect(response.statusCode).toBe(503);
});
