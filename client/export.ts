import type { Attempt } from './attempt';
import type { Caller } from './caller';
import type { Call } from './call';
import { ApiError, ConnectionError } from './errors';
import type { CallOptions } from './options';
import { EntryTooLargeError, readTar } from './tar';

/** What can be said of an export. */
export interface ExportOptions extends CallOptions {
  /**
   * The largest object that is accepted, in bytes; each is held in memory while it arrives.
   *
   * @default - 64 MiB
   */
  readonly maxEntryBytes?: number;
}

/** One object of an export, whole. */
export interface ExportedObject {
  /** The key. */
  readonly key: string;

  /** When the version in `body` was written, to the second. */
  readonly lastModified: Date;

  /** The content. */
  readonly body: Buffer;
}

/**
 * Reads every object under a prefix, each key once, each object whole.
 *
 * The API makes a new tar for each request. When one breaks off, it is asked for again, and what was
 * handed out already is skipped by its key, whatever has become of the object since. So this is not a
 * snapshot, resumed or not: each object is as it was at some moment of the export.
 *
 * @throws EntryTooLargeError; ApiError or ConnectionError of the last attempt, so that an export that
 * ends without an error is complete; the reason of the caller's signal
 */
export async function* exportObjects(
  caller: Caller,
  prefix: string,
  { maxEntryBytes = 64 * 1024 * 1024, ...options }: ExportOptions = {},
): AsyncGenerator<ExportedObject, void> {
  const call: Call = { method: 'GET', path: '/exports', query: { prefix } };
  const tries = caller.tries(call, options, 3_600_000);
  const delivered = new Set<string>();
  for (;;) {
    const { attempt, send } = await tries.next();
    try {
      const { body } = await attempt.within(send);
      const seen = new Set<string>();
      for await (const { name, ...entry } of readTar(chunksOf(body, attempt), maxEntryBytes)) {
        // No two objects have one key: the names are not the keys any more.
        if (seen.has(name)) throw new Error(`the tar names ${JSON.stringify(name)} twice`);
        seen.add(name);
        if (delivered.has(name)) continue;
        delivered.add(name);
        yield { key: name, ...entry };
      }
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      await tries.after(explained(call, error));
    } finally {
      attempt.end();
    }
  }
}

/** The bytes of a body; the limit of the attempt holds for each wait, not while nobody reads. */
async function* chunksOf(
  body: ReadableStream<Uint8Array> | null,
  attempt: Attempt,
): AsyncGenerator<Uint8Array, void> {
  if (body === null) return;
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await attempt.within(() => chunks.next());
      if (done) return;
      yield value;
    }
  } finally {
    await chunks.return?.();
  }
}

/** Whatever is wrong with a tar that began well, it did not arrive whole. */
function explained(call: Call, error: unknown): unknown {
  const kinds = [ApiError, ConnectionError, EntryTooLargeError];
  if (kinds.some((kind) => error instanceof kind)) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new ConnectionError(call, `the export was cut off: ${why}`, error);
}
