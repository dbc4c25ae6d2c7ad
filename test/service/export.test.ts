import { contentOf, LAST_MODIFIED } from './fake-s3';
import { Readable } from 'node:stream';
import { readTar } from '../../client/tar';
import { startExporter, untar, type Exporter } from './exporter';

// A wait in vain should fail, a busy machine should not.
let exporter: Exporter;
beforeEach(async () => {
  exporter = await startExporter();
});
afterEach(() => exporter.stop());

const download = async (query = '') => {
  const response = await fetch(`${exporter.url}/v2/exports${query}`);
  return { response, tar: new Uint8Array(await response.arrayBuffer()) };
};

test('answers with a tar of every object, byte for byte', async () => {
  const sizes = {
    'a.txt': 5,
    'empty.bin': 0,
    'folder/block.bin': 512,
    'folder/large.bin': 300_001,
  };
  for (const [key, size] of Object.entries(sizes)) exporter.bucket.objects.set(key, { size });
  const { response, tar } = await download();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-tar');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="export.tar"');
  const entries = await untar(tar);
  expect(entries.map(({ name }) => name)).toEqual(Object.keys(sizes));
  for (const { name, content, mtime, type } of entries) {
    expect(content.equals(contentOf(sizes[name as keyof typeof sizes]))).toBe(true);
    expect(mtime).toEqual(LAST_MODIFIED);
    expect(type).toBe('file');
  }
});

test('answers with only what the prefix matches', async () => {
  for (const key of ['a/1', 'a b/1', 'a b/2', 'c']) exporter.bucket.objects.set(key, { size: 1 });
  const entries = await untar((await download('?prefix=a%20b/')).tar);
  expect(entries.map(({ name }) => name)).toEqual(['a b/1', 'a b/2']);
});

test('answers with a valid tar of nothing when nothing matches', async () => {
  const { response, tar } = await download();
  expect(response.status).toBe(200);
  expect(tar).toEqual(new Uint8Array(1024));
  expect(await untar(tar)).toEqual([]);
});

test('follows the list over its pages and keeps its order', async () => {
  exporter.bucket.pageSize = 20;
  const keys = Array.from({ length: 45 }, (_, index) => String(index).padStart(5, '0'));
  for (const key of keys) exporter.bucket.objects.set(key, { size: 3 });
  const entries = await untar((await download()).tar);
  expect(entries.map(({ name }) => name)).toEqual(keys);
  expect(exporter.bucket.lists).toBe(3);
});

test.each([
  ['of more than 100 bytes', `${'long/'.repeat(40)}${'x'.repeat(300)}`],
  ['of more than 100 bytes after a leading slash', `/${'long/'.repeat(22)}name`],
  ['of 1,024 bytes', 'k'.repeat(1_024)],
  ['beyond ASCII', 'Zürich/日本語/🎒.txt'],
  ['that XML cannot carry', 'bell\u0007/line\nbreak'],
  ['that XML would lose', '\r\n'],
  ['that leads out of a folder', '../x'],
  ['that names a drive', 'C:/x'],
  ['with backslashes', '..\\x'],
  ['with empty segments', 'a//b'],
  ['with a segment that no disk takes', 'n'.repeat(300)],
  ['that looks like a record of pax', '30 path=x\n'],
  ['that begins with a byte order mark', '\ufeffa'],
  ['that a form would change', 'a+b c%20d&e=f?g#h'],
])('keeps a key %s', async (_, key) => {
  exporter.bucket.objects.set(key, { size: 700 });
  const entries = await untar((await download()).tar);
  expect(entries.map(({ name, content }) => [name, content.length])).toEqual([[key, 700]]);
});

test('keeps the time of an object beyond 2038', async () => {
  const lastModified = new Date('2040-01-02T03:04:05Z');
  exporter.bucket.objects.set('late', { size: 1, lastModified });
  const reader = readTar(Readable.from([(await download()).tar]), 1);
  expect((await reader.next()).value).toMatchObject({ name: 'late', lastModified });
});

test('writes an empty object whose key ends with a slash as a folder', async () => {
  exporter.bucket.objects.set('folder/', { size: 0 }).set('folder/a', { size: 9 });
  const entries = await untar((await download()).tar);
  expect(entries.map(({ name, type }) => [name, type])).toEqual([
    ['folder/', 'directory'],
    ['folder/a', 'file'],
  ]);
});

test('logs how much it exported under the id that the balancer gave', async () => {
  exporter.bucket.objects.set('a', { size: 512 });
  const headers = { 'x-amzn-trace-id': 'Self=1-2;Root=1-67891233-abcdef012345678912345678' };
  const response = await fetch(`${exporter.url}/v2/exports`, { headers });
  await response.arrayBuffer();
  expect(response.headers.get('x-request-id')).toBe('1-67891233-abcdef012345678912345678');
  expect(exporter.entries).toEqual([
    {
      level: 'info',
      requestId: '1-67891233-abcdef012345678912345678',
      method: 'GET',
      path: '/v2/exports',
      status: 200,
      objects: 1,
      bytes: 2_048,
      outcome: 'complete',
      durationMs: expect.any(Number) as number,
    },
  ]);
});
