import { call, json } from './request';

test.each([
  ['a', 'a'],
  ['reports/2026/may.csv', 'reports/2026/may.csv'],
  ['a%20b', 'a b'],
  ['a b%20c', 'a b%20c'],
  ['a+b', 'a+b'],
  ['100%25', '100%'],
  ['100%', '100%'],
  ['a%2520b', 'a%20b'],
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

const empty = 'key is empty; name an object, as in /objects/reports/may.csv';
const hole = 'key holds an empty segment; drop "//" and a last "/"';
const character = (code: string) =>
  `key holds the control character or non-character U+${code}; drop it`;

test.each([
  ['', [empty]],
  ['/a', ['key starts with "/"; drop it']],
  ['%2Fa', ['key starts with "/"; drop it']],
  ['a//b', [hole]],
  ['a/', [hole]],
  ['/', ['key starts with "/"; drop it', hole]],
  ['.', ['key holds the segment "."; drop it']],
  ['a/../b', ['key holds the segment ".."; drop it']],
  ['a/%2e%2e', ['key holds the segment ".."; drop it']],
  ['a%00b', [character('0000')]],
  ['a\nb', [character('000A')]],
  ['a\u007f', [character('007F')]],
  ['a\ud800', [character('D800')]],
  ['a\uffff', [character('FFFF')]],
  ['a%FF', ['key is not UTF-8, percent-encoded']],
])('refuses the key %j with every reason', async (key, errors) => {
  for (const httpMethod of ['GET', 'PUT', 'DELETE']) {
    const { response, sent } = await call({ httpMethod, key });
    expect(json(response)).toMatchObject({ status: 400, detail: errors.join('; '), errors });
    expect(sent).toEqual([]);
  }
});

test('counts the length of a key in bytes of UTF-8', async () => {
  const longest = 'é'.repeat(512);
  const { response } = await call({ httpMethod: 'DELETE', key: longest }, { status: 204 });
  expect(response.statusCode).toBe(204);

  const longer = await call({ httpMethod: 'DELETE', key: `/./..//\t${longest}` });
  expect(json(longer.response)).toMatchObject({
    errors: [
      'key has 1032 bytes of UTF-8; it may have 1024',
      character('0009'),
      'key starts with "/"; drop it',
      hole,
      'key holds the segment "."; drop it',
      'key holds the segment ".."; drop it',
    ],
  });
});

test('refuses a bad key on HEAD, and a path without one', async () => {
  expect((await call({ httpMethod: 'HEAD', key: 'a//b' })).response.statusCode).toBe(400);
  const { response } = await call({ resource: '/objects/{key+}' });
  expect(json(response)).toMatchObject({ status: 400, errors: [empty] });
});
