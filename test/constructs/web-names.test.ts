import { isDomainName, isOrigin } from '../../lib/constructs/web-names';

test.each([
  ['https://app.example.com', true],
  ['https://app.example.com:8443', true],
  ['http://localhost:3000', true],
  ['http://app.example.com', false],
  ['https://*.example.com', false],
  ['https://app.example.com/', false],
  ['*', false],
  ['null', false],
])('takes %s for an origin: %s', (text, expected) => {
  expect(isOrigin(text)).toBe(expected);
});

test.each([
  ['api.example.com', true],
  ['api.example.xn--p1ai', true],
  ['foo', false],
  ['API.example.com', false],
  ['-api.example.com', false],
  ['192.0.2.1', false],
  ['api.example.com.', false],
  [`${'a'.repeat(64)}.example.com`, false],
])('takes %s for a domain name: %s', (text, expected) => {
  expect(isDomainName(text)).toBe(expected);
});
