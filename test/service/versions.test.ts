import type { OpenAPIV3 } from 'openapi-types';
import { DOCUMENTS } from '../../api/documents';
import { type Exporter, startExporter } from './exporter';

// A wait in vain should fail, a busy machine should not.
let exporter: Exporter;
beforeEach(async () => {
  exporter = await startExporter({ maxExports: 1 });
});
afterEach(() => exporter.stop());

const get = (path: string, origin?: string) =>
  fetch(`${exporter.url}${path}`, { headers: origin === undefined ? {} : { origin } });

const headersOf = ({ headers }: Response, ...names: string[]) =>
  names.map((name) => headers.get(name));

test.each(['', '/live'])('answers both versions below the stage %j', async (stage) => {
  expect((await get(`${stage}/v1/exports`)).status).toBe(200);
  expect((await get(`${stage}/v2/exports`)).status).toBe(200);
});

test.each(['', '?prefix=%00'])('says when v1 ends, whatever it answers to %j', async (query) => {
  const names = ['deprecation', 'sunset'];
  expect(headersOf(await get(`/v1/exports${query}`), ...names)).toEqual([
    '@1795478400',
    'Tue, 30 Nov 2027 00:00:00 GMT',
  ]);
  expect(headersOf(await get(`/v2/exports${query}`), ...names)).toEqual([null, null]);
});

test('counts the exports of all versions together', async () => {
  exporter.bucket.objects.set('a', { size: 64 * 1024 * 1024 });
  const first = await get('/v1/exports');
  const second = await get('/v2/exports');
  expect([first.status, second.status]).toEqual([200, 503]);
  await first.body?.cancel();
});

test.each(['', '?prefix=%00'])(
  'lets pages of a named origin read the answer to %j, and no others',
  async (query) => {
    const origin = 'https://app.example.com';
    const names = ['vary', 'access-control-allow-origin'];
    const path = `/v2/exports${query}`;
    expect(headersOf(await get(path, origin), ...names)).toEqual(['Origin', origin]);
    expect(headersOf(await get(path, 'https://evil.example'), ...names)).toEqual(['Origin', null]);
  },
);

test('reads all that the documents say of a prefix', () => {
  for (const { components } of Object.values(DOCUMENTS)) {
    const { schema } = components?.parameters?.Prefix as OpenAPIV3.ParameterObject;
    expect(Object.keys(schema ?? {}).sort()).toEqual([
      'description',
      'maxLength',
      'pattern',
      'type',
    ]);
  }
});

test('lists every reason for which a query string is refused', async () => {
  const response = await get('/v2/exports?all=1&prefix=%00');
  expect(await response.json()).toMatchObject({
    errors: ['unknown parameter "all"; known: prefix', expect.stringMatching(/^prefix is /)],
  });
});
