import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { CLIENT_HOSTS, pageOf, refusalOf } from '../../lib/local/admission';

const visitors = { hosts: CLIENT_HOSTS, port: 4566, defaultPort: 443 };

function requestWith(headers: Record<string, string>, url = '/'): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  return Object.assign(request, { headers, url });
}

test.each([
  '127.0.0.1:4566',
  'localhost:4566',
  'bucket.localhost:4566',
  '13fad6b8.execute-api.localhost:4566',
  'LOCALHOST:4566',
])('serves the name %s', (host) => {
  expect(refusalOf(requestWith({ host }), visitors)).toBeUndefined();
});

test.each([
  'evil.example:4566',
  '127.0.0.1.nip.io:4566',
  'localhost.evil.example:4566',
  'evillocalhost:4566',
  '127.0.0.1:4567',
  '127.0.0.1',
  '0.0.0.0:4566',
  '[::1]:4566',
  '127.0.0.1:4566, evil.example',
  'user@127.0.0.1:4566',
  '',
])('refuses the name "%s"', (host) => {
  expect(refusalOf(requestWith({ host }), visitors)).toBe(`"${host}" is no name of this address`);
});

test('knows its port where a name means it', () => {
  const standard = { ...visitors, port: 443 };
  expect(refusalOf(requestWith({ host: 'localhost' }), standard)).toBeUndefined();
});

test.each(['http://evil.example/', '*', undefined])('refuses the target %s', (url) => {
  const request = Object.assign(requestWith({ host: 'localhost:4566' }), { url });
  expect(refusalOf(request, visitors)).toBe('the target of a request is a path');
});

test.each<[Record<string, string>, string | undefined]>([
  [{}, undefined],
  [{ 'sec-fetch-mode': 'cors' }, undefined],
  [{ 'sec-fetch-site': 'none' }, undefined],
  [{ 'sec-fetch-site': 'same-origin' }, 'unknown'],
  [{ 'sec-fetch-site': 'cross-site' }, 'unknown'],
  [{ origin: 'null' }, 'null'],
  [{ origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }, 'https://app.example'],
])('takes %j for the page %s', (headers, page) => {
  expect(pageOf(requestWith(headers))).toBe(page);
});
