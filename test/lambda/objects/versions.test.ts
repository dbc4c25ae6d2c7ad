import { DOCUMENTS } from '../../../api/documents';
import { call, json, s3Error } from './request';
import type { Given, Reply } from './request';

const answers: [string, Given, Reply][] = [
  ['good', { key: 'a' }, { headers: { 'content-length': '0' } }],
  ['unchanged', { key: 'a' }, { status: 304 }],
  ['refused', { key: '/' }, {}],
  ['missing', { key: 'a' }, s3Error(404, 'NoSuchKey')],
  ['failed', { key: 'a' }, s3Error(403, 'AccessDenied')],
  ['impossible', { httpMethod: 'POST' }, {}],
  ['unknown', { resource: '/others' }, {}],
];

test.each(answers)('says in each answer of v1 when it ends: %s', async (_, given, reply) => {
  const { response } = await call({ ...given, version: 'v1' }, reply);
  expect(response.headers).toMatchObject({
    Deprecation: '@1795478400',
    Sunset: 'Tue, 30 Nov 2027 00:00:00 GMT',
  });
});

test.each(answers)('says in no answer of v2 that it ends: %s', async (_, given, reply) => {
  const { response } = await call(given, reply);
  expect(response.headers).not.toHaveProperty('Deprecation');
  expect(response.headers).not.toHaveProperty('Sunset');
});

test.each(answers)(
  'lets a page of a named origin read each answer: %s',
  async (_, given, reply) => {
    const origin = 'https://app.example.com';
    const asked = { ...given, headers: { ORIGIN: origin }, allowedOrigins: [origin] };
    const { response } = await call(asked, reply);
    expect(response.headers).toMatchObject({
      'Access-Control-Allow-Origin': origin,
      Vary: 'Origin',
    });
  },
);

test('lets no page of another origin read an answer, and none at all unless one is named', async () => {
  const headers = { Origin: 'https://evil.example.com' };
  const other = await call({ headers, allowedOrigins: ['https://app.example.com'] });
  const none = await call({ headers });
  expect(other.response.headers).toMatchObject({ Vary: 'Origin' });
  for (const { response } of [other, none]) {
    expect(response.headers).not.toHaveProperty('Access-Control-Allow-Origin');
  }
});

test.each(Object.entries(DOCUMENTS))('publishes the document of %s', async (version, document) => {
  const { response, sent } = await call({ version, resource: '/openapi.json' });
  expect(response).toMatchObject({
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
  });
  expect(json(response)).toEqual(document);
  expect(sent).toEqual([]);
});
