import { request, type IncomingMessage } from 'node:http';
import { MAX_OPEN_OBJECTS } from '../../service/src/objects';
import { startExporter, until, type Exporter } from './exporter';

// A wait in vain should fail, a busy machine should not.
let exporter: Exporter;
beforeEach(async () => {
  exporter = await startExporter({ maxExports: 1 });
});
afterEach(() => exporter.stop());

const MIB = 1024 * 1024;

const fill = (count: number, size: number) => {
  for (let index = 0; index < count; index++) {
    exporter.bucket.objects.set(String(index).padStart(5, '0'), { size });
  }
};

/** A response whose body nobody reads yet. */
const exportUnread = () =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request(`${exporter.url}/v2/exports`, resolve).on('error', reject).end();
  });

const length = async (response: AsyncIterable<Buffer>) => {
  let bytes = 0;
  for await (const chunk of response) bytes += chunk.length;
  return bytes;
};

/** What the bucket has given up once it stops giving: all that the exporter and the kernel hold. */
const settledBytes = async () => {
  for (let before = -1; before !== exporter.bucket.bytesSent;) {
    before = exporter.bucket.bytesSent;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return exporter.bucket.bytesSent;
};

test('opens several small objects ahead, never more than the bound', async () => {
  fill(60, 1_000);
  let release: () => void = () => undefined;
  exporter.bucket.gate = new Promise((resolve) => (release = resolve));
  const response = exportUnread();
  await until(() => exporter.bucket.open === MAX_OPEN_OBJECTS);
  release();
  await length(await response);
  expect(exporter.bucket.mostOpen).toBe(MAX_OPEN_OBJECTS);
  expect(exporter.bucket.mostOpen).toBe(MAX_OPEN_OBJECTS);
});

test('opens no object ahead of one that is large', async () => {
  fill(4, 16 * MIB);
  expect(await length(await exportUnread())).toBeGreaterThan(64 * MIB);
  expect(exporter.bucket.mostOpen).toBe(1);
});

test.each([
  [64, 4],
  [512, 4],
  [1, 2048],
])(
  'holds a bounded part of %i objects of %i MiB while the client does not read',
  async (count, size) => {
    fill(count, size * MIB);
    const response = await exportUnread();
    // All but a few bytes of it lie in the kernel's buffers for sockets, hence the generous bound.
    expect(await settledBytes()).toBeLessThan(128 * MIB);
    expect(exporter.bucket.open).toBeLessThanOrEqual(MAX_OPEN_OBJECTS);
    response.destroy();
    await until(() => exporter.bucket.open === 0);
  },
);

test('goes on where it stopped when the client reads again', async () => {
  fill(64, MIB);
  const response = await exportUnread();
  await settledBytes();
  expect(await length(response)).toBe(64 * (MIB + 512) + 1024);
});

test('refuses an export beyond the bound, and serves again when one ends', async () => {
  fill(1, 64 * MIB);
  const first = await exportUnread();
  const refused = await fetch(`${exporter.url}/v2/exports`);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('10');
  expect(await refused.json()).toMatchObject({ detail: '1 exports are running; try again later' });
  first.destroy();
  await until(() => exporter.entries.some(({ outcome }) => outcome === 'client left'));
  expect((await exportUnread()).statusCode).toBe(200);
});

describe('an export that stands still', () => {
  let hasty: Exporter;
  beforeEach(async () => {
    hasty = await startExporter({ maxExports: 1, openMs: 400, stallMs: 3_000 });
  });
  afterEach(() => hasty.stop());

  const open = (headers = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request(`${hasty.url}/v2/exports`, { headers }, resolve).on('error', reject).end();
    });

  test('is cut off when its client never reads, and another one is served', async () => {
    hasty.bucket.objects.set('a', { size: 256 * MIB });
    const response = await open();
    await until(() => hasty.entries.length > 0);
    expect(hasty.entries).toEqual([
      expect.objectContaining({ outcome: 'stood still', level: 'warn' }),
    ]);
    await until(() => hasty.bucket.open === 0);
    await expect(length(response)).rejects.toThrow('aborted');
    hasty.bucket.objects.set('a', { size: 1 });
    expect(await length(await open())).toBe(2048);
  });

  test('goes on when its client is slow but reads', async () => {
    hasty.bucket.objects.set('a', { size: 48 * MIB });
    const response = await open();
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      const waits = Math.floor((bytes + chunk.length) / MIB) > Math.floor(bytes / MIB);
      bytes += chunk.length;
      if (waits) await new Promise((resolve) => setTimeout(resolve, 75));
    }
    expect(bytes).toBe(48 * MIB + 512 + 1024);
    await until(() => hasty.entries.length > 0);
    expect(hasty.entries).toEqual([expect.objectContaining({ outcome: 'complete' })]);
  });

  test('is answered 503 when the bucket does not answer, however long its client would wait', async () => {
    hasty.bucket.objects.set('a', { size: 1 });
    hasty.bucket.gate = new Promise(() => undefined);
    const response = await open();
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    response.resume();
    await until(() => hasty.bucket.open === 0);
  });
});
