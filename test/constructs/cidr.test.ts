import { isPrivate, overlaps, parseCidr } from '../../lib/constructs/cidr';

test.each([
  ['10.0.0.0/16', 16],
  ['0.0.0.0/0', 0],
  ['192.168.255.255/32', 32],
])('reads the range %s', (text, prefix) => {
  expect(parseCidr(text)).toMatchObject({ prefix });
});

test.each([
  '10.0.5.0/16',
  '010.0.0.0/16',
  '10.0.0.0/016',
  '10.0.0.0/16.5',
  '300.0.0.0/16',
  '10.0.0.0/33',
  '10.0.0.0',
  '',
])('refuses %p', (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

const range = (text: string) => parseCidr(text) ?? { first: 0, last: 0, prefix: 0 };

test('tells ranges that share an address from those that do not', () => {
  expect(overlaps(range('10.0.0.0/16'), range('10.0.128.0/20'))).toBe(true);
  expect(overlaps(range('10.0.0.0/16'), range('10.1.0.0/16'))).toBe(false);
});

test('tells private ranges from others', () => {
  const texts = ['10.0.0.0/8', '172.31.0.0/16', '172.32.0.0/16', '8.8.8.0/24'];
  expect(texts.map((text) => isPrivate(range(text)))).toEqual([true, true, false, false]);
});
