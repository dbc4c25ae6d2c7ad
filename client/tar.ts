import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';

/** One entry of a tar, whole. */
export interface TarEntry {
  /** The name as the tar has it. */
  readonly name: string;

  /** When the content was last changed. */
  readonly lastModified: Date;

  /** The content. */
  readonly body: Buffer;
}

/** A header takes one block, and everything is filled up to whole blocks. */
const BLOCK_BYTES = 512;

/** A tar ends with two blocks of zeros. */
const END_BYTES = 2 * BLOCK_BYTES;

/**
 * Reads a tar, one whole entry at a time and no faster than they are taken.
 *
 * @param maxEntryBytes the size above which an entry is refused before its content is read
 * @throws Error when the tar breaks off: inside an entry, or between two, which tar-stream would take
 * for its end
 */
export async function* readTar(
  bytes: AsyncIterable<Uint8Array>,
  maxEntryBytes: number,
): AsyncGenerator<TarEntry, void> {
  const reader = extract();
  const ending = new Ending();
  const read = pipeline(ending.watch(bytes), reader);
  // Its failure ends the loop as well; without this it would count as unhandled meanwhile.
  read.catch(() => undefined);
  for await (const entry of reader) {
    const { name, size, mtime, pax } = entry.header;
    if (size > maxEntryBytes) throw new EntryTooLargeError(name, size, maxEntryBytes);
    ending.lastEntryEnd = entry.offset + BLOCK_BYTES + size;
    // tar-stream reads the time of the plain header alone, and writes none there that is beyond 2038.
    const { mtime: late } = (pax ?? {}) as Readonly<Record<string, string>>;
    const lastModified = late === undefined ? mtime : new Date(Number(late) * 1000);
    yield { name, lastModified, body: await buffer(entry) };
  }
  await read;
  if (!ending.isProper) throw new Error('the tar ends without its end-of-archive blocks');
}

/** An entry would take more memory than its reader allows. */
export class EntryTooLargeError extends Error {
  constructor(name: string, size: number, maxEntryBytes: number) {
    super(
      `object ${JSON.stringify(name)} has ${String(size)} bytes; maxEntryBytes is ` +
        `${String(maxEntryBytes)}: raise it, or export prefixes without this object`,
    );
    this.name = 'EntryTooLargeError';
  }
}

/** Watches whether a tar ends as it should: with zeros that are no entry's content. */
class Ending {
  /** Where the content of the last entry ends; in bytes from the begin of the tar. */
  lastEntryEnd = 0;

  private total = 0;
  private tail = Buffer.alloc(0);

  get isProper(): boolean {
    return (
      this.total - this.lastEntryEnd >= END_BYTES &&
      this.tail.length === END_BYTES &&
      this.tail.every((byte) => byte === 0)
    );
  }

  async *watch(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of bytes) {
      this.total += chunk.length;
      this.tail = Buffer.concat([this.tail, chunk.subarray(-END_BYTES)]).subarray(-END_BYTES);
      yield chunk;
    }
  }
}
