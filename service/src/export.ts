import { finished } from 'node:stream';
import { type Header, pack, type Pack } from 'tar-stream';
import { objectFailure, openObjects, type ObjectSource, type OpenObject } from './objects';

/** How far an export has come. */
export interface ExportProgress {
  /** Objects written whole. */
  objects: number;

  /** Bytes of the tar handed to the reader. */
  bytes: number;

  /** Why the export broke off; undefined while it has not. */
  failure?: Error;
}

/** An export that has begun: its first object is open, or there is none. */
export interface Export {
  /** The tar. It throws instead of ending when any object cannot be read whole. */
  readonly chunks: AsyncIterable<Buffer>;

  /** Counted while `chunks` is read. */
  readonly progress: ExportProgress;
}

/**
 * Begins to export every object of a source as one tar, in constant memory.
 *
 * @throws what listing or opening the first object throws, so that a caller can still choose a status.
 */
export async function openExport(source: ObjectSource): Promise<Export> {
  const objects = openObjects(source);
  const first = await objects.next();
  const progress: ExportProgress = { objects: 0, bytes: 0 };
  return { chunks: tarOf(first, objects, progress), progress };
}

async function* tarOf(
  first: IteratorResult<OpenObject, void>,
  objects: AsyncGenerator<OpenObject, void>,
  progress: ExportProgress,
): AsyncGenerator<Buffer, void> {
  const tar = pack();
  const fill = async () => {
    try {
      for (let next = first; next.done !== true; next = await objects.next()) {
        await addEntry(tar, next.value);
        progress.objects += 1;
      }
      tar.finalize();
    } catch (error) {
      progress.failure = error instanceof Error ? error : new Error(String(error));
      tar.destroy(progress.failure);
    }
  };
  void fill();
  for await (const chunk of tar) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('the tar yielded something other than bytes');
    progress.bytes += chunk.length;
    yield chunk;
  }
}

/** Settles when the entry is written whole, padding included, or cannot be. */
function addEntry(tar: Pack, { key, size, lastModified, body }: OpenObject): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      reject(objectFailure(key, cause));
    };
    const impossible = whyImpossible(key, size);
    if (impossible !== undefined) {
      fail(new Error(impossible));
      return;
    }
    const entry = tar.entry(headerOf(key, size, lastModified), (error) => {
      if (error) fail(error);
      else resolve();
    });
    entry.on('error', fail);
    // Unlike the stream's own events it also tells of a body that broke before anyone listened.
    finished(body, { writable: false }, (error) => {
      if (error) fail(error);
      else entry.end(null);
    });
    entry.on('drain', () => body.resume());
    body.on('data', (chunk: Buffer) => {
      if (!entry.write(chunk)) body.pause();
    });
  });
}

/** Why a tar cannot hold an object, if it cannot: its name would be another, or it would be no file. */
function whyImpossible(key: string, size: number): string | undefined {
  if (key.includes('\0')) return 'tar ends a name at U+0000';
  return key.endsWith('/') && size > 0
    ? `tar cannot hold ${String(size)} bytes under a name that ends with a slash`
    : undefined;
}

/** The last second of the plain header as tar-stream writes it, early in 2038; pax has no last one. */
const LAST_PLAIN_SECOND = 0x7f_ff_ff_ff;

function headerOf(
  name: string,
  size: number,
  lastModified: Date,
): Partial<Header> & Pick<Header, 'name'> {
  const seconds = Math.floor(lastModified.getTime() / 1000);
  // tar-stream splits a long name over two fields and drops a leading slash; pax keeps it whole.
  const long = Buffer.byteLength(name) > 100 && {};
  const late = seconds > LAST_PLAIN_SECOND && { mtime: String(seconds) };
  return {
    name,
    size,
    mtime: new Date(Math.min(seconds, LAST_PLAIN_SECOND) * 1000),
    type: name.endsWith('/') ? 'directory' : 'file',
    pax: late || long || undefined,
  };
}
