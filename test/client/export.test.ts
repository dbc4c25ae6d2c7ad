import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { ExportedObject } from '../../client/export';
import { FaultyApi, problem, type Turn } from './server';

const MTIME = new Date('2026-11-24T00:00:00Z');
const LONG = `long/${'k'.repeat(200)}`;
const OBJECTS: Record<string, string> = {
  a: 'first',
  b: 'b'.repeat(100_000),
  c: '',
  'folder/': '',
  [LONG]: 'under a name that needs a second header',
  zeros: '\0'.repeat(4096),
};

let api: FaultyApi;
let tar: Buffer;

beforeAll(async () => {
  tar = await tarOf(OBJECTS);
});

beforeEach(async () => {
  api = new FaultyApi();
  await api.start();
});

afterEach(() => api.stop());

test('reads every object whole', async () => {
  api.turns = [whole(tar)];
  const objects = await all(api.client().export('x y'));
  expect(contents(objects)).toEqual(OBJECTS);
  expect(objects[0]?.lastModified).toEqual(MTIME);
  expect(api.received.map(({ url }) => url)).toEqual(['/live/v2/exports?prefix=x%20y']);
});

test('reads an export of nothing', async () => {
  api.turns = [whole(await tarOf({}))];
  expect(await all(api.client().export(''))).toEqual([]);
});

describe.each([
  ['the connection breaks', broken],
  // As after a proxy that takes the end of its own connection for the end of the answer.
  ['the answer ends as if it were whole', whole],
])('when %s', (_, cut) => {
  test('goes on wherever that is, each object whole and once', async () => {
    // At and after the edge of each block; those in the middle of one content are all alike.
    for (let block = 0; block < tar.length; block += 512) {
      if (block > 4096 && block < 98_304) continue;
      for (const at of [block, block + 1, block + 300]) {
        api.received.length = 0;
        api.turns = [cut(tar.subarray(0, at)), whole(tar)];
        const objects = await all(api.client().export(''));
        expect(objects).toHaveLength(6);
        expect(contents(objects)).toEqual(OBJECTS);
        expect(api.received).toHaveLength(2);
      }
    }
  });

  test('goes on more than once', async () => {
    api.turns = [
      cut(tar.subarray(0, 2000)),
      cut(tar.subarray(0, 50_000)),
      problem(503),
      whole(tar),
    ];
    expect(contents(await all(api.client().export('')))).toEqual(OBJECTS);
    expect(api.waits).toHaveLength(3);
  });

  test('never ends as if it were whole', async () => {
    api.turns = [cut(tar.subarray(0, 2000))];
    const keys: string[] = [];
    const read = async () => {
      for await (const { key } of api.client().export('')) keys.push(key);
    };
    await expect(read()).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(keys).toEqual(['a']);
    expect(api.received).toHaveLength(4);
  });
});

test('hands out an object once, even if it has changed when the export goes on', async () => {
  const changed = await tarOf({
    a: 'changed',
    aa: 'new',
    b: 'b',
  });
  api.turns = [broken(tar.subarray(0, 2000)), whole(changed)];
  expect(contents(await all(api.client().export('')))).toEqual({
    a: 'first',
    aa: 'new',
    b: 'b',
  });
});

test('goes on when a stream falls silent', async () => {
  api.turns = [(response) => void response.write(tar.subarray(0, 2000)), whole(tar)];
  const objects = await all(api.client({ attemptTimeoutMs: 100 }).export(''));
  expect(contents(objects)).toEqual(OBJECTS);
});

test('takes no tar for whole that names an object twice', async () => {
  const twice = pack();
  twice.entry({ name: 'a' }, 'one');
  twice.entry({ name: 'a' }, 'two');
  twice.finalize();
  api.turns = [whole(await buffer(twice))];
  await expect(all(api.client().export(''))).rejects.toThrow('the tar names "a" twice');
});

test('lets its reader take longer than an attempt may', async () => {
  api.turns = [whole(tar)];
  const keys: string[] = [];
  for await (const { key } of api.client({ attemptTimeoutMs: 100 }).export('')) {
    keys.push(key);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  expect(keys).toEqual(Object.keys(OBJECTS));
  expect(api.received).toHaveLength(1);
});

test('refuses an object that would take too much memory, and asks no second time', async () => {
  api.turns = [whole(tar)];
  const read = all(api.client().export('', { maxEntryBytes: 99_999 }));
  await expect(read).rejects.toThrow('object "b" has 100000 bytes; maxEntryBytes is 99999');
  expect(api.received).toHaveLength(1);
});

test('gives up at once when the API refuses', async () => {
  api.turns = [problem(403)];
  await expect(all(api.client().export(''))).rejects.toMatchObject({ status: 403 });
  expect(api.received).toHaveLength(1);
});

test('ends with the reason of the signal, and the connection with it', async () => {
  const controller = new AbortController();
  const closed = new Promise((resolve) => {
    api.turns = [
      (response) => {
        response.once('close', resolve);
        response.write(tar.subarray(0, 2000));
      },
    ];
  });
  const objects = api.client().export('', { signal: controller.signal });
  await objects.next();
  controller.abort(new Error('enough'));
  await expect(objects.next()).rejects.toThrow('enough');
  await closed;
  expect(api.received).toHaveLength(1);
});

test('closes the connection when its reader stops early', async () => {
  const closed = new Promise((resolve) => {
    api.turns = [
      (response) => {
        response.once('close', resolve);
        response.write(tar.subarray(0, 2000));
      },
    ];
  });
  for await (const { key } of api.client().export('')) {
    expect(key).toBe('a');
    break;
  }
  await closed;
});

async function tarOf(objects: Record<string, string>): Promise<Buffer> {
  const packed = pack();
  for (const [name, body] of Object.entries(objects)) packed.entry({ name, mtime: MTIME }, body);
  packed.finalize();
  return buffer(packed);
}

/** Answers with these bytes, and says that they are all. */
function whole(bytes: Buffer): Turn {
  return (response) => response.end(bytes);
}

/** Answers with these bytes, then breaks the connection. */
function broken(bytes: Buffer): Turn {
  return (response) => {
    response.writeHead(200);
    response.flushHeaders();
    if (bytes.length === 0) response.destroy();
    else response.write(bytes, () => response.destroy());
  };
}

async function all(objects: AsyncIterable<ExportedObject>): Promise<ExportedObject[]> {
  const read: ExportedObject[] = [];
  for await (const object of objects) read.push(object);
  return read;
}

/** The objects as text; Jest takes long to compare bytes one by one. */
function contents(objects: readonly ExportedObject[]): Record<string, string> {
  return Object.fromEntries(objects.map(({ key, body }) => [key, body.toString('latin1')]));
}
