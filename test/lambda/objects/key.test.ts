import { call, json } from './request';

test.each([
  ['a', 'a'],
  ['reports/2026/may.csv', 'reports/2026/may.csv'],
  ['a%20b', 'a b'],
  ['a+b', 'a+b'],
  ['100%25', '100%'],
  ['a%2520b', 'a%20b'],
  ['a%252Fb', 'a%2Fb'],
  ['a%25252Fb', 'a%252Fb'],
  ['a%2Fb', 'a/b'],
  ['%E6%97%A5%E6%9C%AC/%F0%9F%8F%94', '日本/🏔'],
  ['日本/🏔', '日本/🏔'],
  ['...', '...'],
  ['.hidden/..a', '.hidden/..a'],
  ['a!()[]|$&=;@:,*~', 'a!()[]|$&=;@:,*~'],
])('takes %s for the key %s', async (parameter, key) => {
  const { response, sent } = await call({ httpMethod: 'DELETE', key: parameter }, { status: 204 });
  expect(response.statusCode).toBe(204);
  expect(decodeURIComponent(sent[0]?.path.slice(1) ?? '')).toBe(key);
});

const RULE =
  'give 1 to 1,024 bytes of UTF-8, without control characters, non-characters, and segments that ' +
  'are empty, `.` or `..`';

test.each([
  ['', ''],
  ['/a', '/a'],
  ['%2Fa', '/a'],
  ['a//b', 'a//b'],
  ['a/', 'a/'],
  ['/', '/'],
  ['.', '.'],
  ['a/../b', 'a/../b'],
  ['a/%2e%2e', 'a/..'],
  ['a%00b', 'a\u0000b'],
  ['a\nb', 'a\nb'],
  ['a\u007f', 'a\u007f'],
  ['a\ud800', 'a\ud800'],
  ['a\uffff', 'a\uffff'],
])('refuses the key %j with all that a key may be', async (parameter, key) => {
  for (const httpMethod of ['GET', 'PUT', 'DELETE']) {
    const { response, sent } = await call({ httpMethod, key: parameter });
    const errors = [`key is ${JSON.stringify(key)}; ${RULE}`];
    expect(json(response)).toMatchObject({ status: 400, detail: errors[0], errors });
    expect(sent).toEqual([]);
  }
});

test.each(['a%FF', '100%', 'a%2'])('refuses the key %s, which is not encoded', async (key) => {
  const { response } = await call({ key });
  const errors = ['key is not UTF-8, percent-encoded; encode it so'];
  expect(json(response)).toMatchObject({ status: 400, errors });
});

test('counts the length of a key in bytes of UTF-8, and shortens one that is too long', async () => {
  const longest = 'é'.repeat(512);
  const { response } = await call({ httpMethod: 'DELETE', key: longest }, { status: 204 });
  expect(response.statusCode).toBe(204);

  const longer = await call({ httpMethod: 'DELETE', key: `${longest}e` });
  const errors = [`key is "${'é'.repeat(80)}"... (1025 bytes); ${RULE}`];
  expect(json(longer.response)).toMatchObject({ errors });
});

test('refuses a bad key on HEAD, and a path without one', async () => {
  expect((await call({ httpMethod: 'HEAD', key: 'a//b' })).response.statusCode).toBe(400);
  const { response } = await call({ resource: '/objects/{key+}' });
  expect(json(response)).toMatchObject({ status: 400, errors: [`key is missing; ${RULE}`] });
});
