import { DOCUMENTS } from '../../../api/documents';
import { contractOf } from '../../../lambda/objects/contract';
import { prefixesOf, prefixOf } from '../../../lambda/connections/prefix';

test.each(['', 'a/', 'a/b/', 'ü & ?/', '1/2/3/4/5/6/7/8/9/10/'])(
  'takes the prefix %j',
  (prefix) => {
    expect(prefixOf(prefix)).toBe(prefix);
  },
);

test.each([
  [undefined, 'prefix is no string'],
  [7, 'prefix is no string'],
  ['a', 'does not end with "/"'],
  ['a/b', 'does not end with "/"'],
  ['a\u0000/', 'holds a character that no key has'],
  ['a\ud800/', 'holds a character that no key has'],
  ['\udc00a/', 'holds a character that no key has'],
  ['a\uffff/', 'holds a character that no key has'],
  ['1/2/3/4/5/6/7/8/9/10/11/', 'names 11 folders; it may name 10'],
  [`${'ü'.repeat(512)}/`, 'has 1025 bytes; it may have 1024'],
])('refuses the prefix %j', (prefix, why) => {
  expect(() => prefixOf(prefix)).toThrow(why);
});

test('lists every problem of a prefix at once', () => {
  expect(() => prefixOf(`${'a/'.repeat(11)}${'b'.repeat(1024)}`)).toThrow(
    /does not end with "\/".*; prefix names 11 folders.*; prefix has 1046 bytes/,
  );
});

test.each([
  ['a.txt', ['']],
  ['a/b.txt', ['', 'a/']],
  ['a/b/c.txt', ['', 'a/', 'a/b/']],
  ['a/b/', ['', 'a/', 'a/b/']],
])('finds the prefixes of %j', (key, prefixes) => {
  expect(prefixesOf(key)).toEqual(prefixes);
});

test('looks up no more prefixes of a deep key than a client can subscribe to', () => {
  const prefixes = prefixesOf('a/'.repeat(500));
  expect(prefixes).toHaveLength(11);
  expect(prefixes.at(-1)).toBe('a/'.repeat(10));
  expect(() => prefixes.map(prefixOf)).not.toThrow();
});

test('takes those characters that the REST API takes in a prefix', () => {
  const document = DOCUMENTS.v2;
  const list = document.paths['/objects']?.get ?? { responses: {} };
  const { allowsParameters } = contractOf(document, list);
  const differ = Array.from({ length: 0x1_1000 }, (_, code) => `${String.fromCodePoint(code)}/`)
    .filter((prefix) => prefix !== '//')
    .filter((prefix) => allowsParameters({ prefix }) !== taken(prefix));
  expect(differ).toEqual([]);
});

function taken(prefix: string): boolean {
  try {
    return prefixOf(prefix) === prefix;
  } catch {
    return false;
  }
}
