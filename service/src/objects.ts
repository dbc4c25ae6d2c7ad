import { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/**
 * How many GetObject requests one export keeps open, the one being written included: it hides the
 * latency of small objects.
 */
export const MAX_OPEN_OBJECTS = 8;

/**
 * No further object is opened while those already open hold this many bytes. Large objects need no
 * prefetch, and a connection that waits long unread behind one of them would be dropped by S3.
 */
const PREFETCH_BYTES = 16 * 1024 * 1024;

/** Which objects to read, and with what. */
export interface ObjectSource {
  /** Reads the bucket. */
  readonly s3: S3Client;

  /** The name of the bucket. */
  readonly bucket: string;

  /** What the keys begin with; empty for all. */
  readonly prefix: string;

  /** Ends every request under way when it aborts. */
  readonly signal: AbortSignal;
}

/** An object whose body has begun to arrive. */
export interface OpenObject {
  /** The key, decoded. */
  readonly key: string;

  /** The size in bytes of what `body` will yield, as GetObject promised it. */
  readonly size: number;

  /** When this version of the object was written. */
  readonly lastModified: Date;

  /** The content; paused until read. */
  readonly body: Readable;
}

/** Says which object could not be read. */
export function objectFailure(key: string, cause: unknown): Error {
  return new Error(`object ${JSON.stringify(key)} could not be read whole`, { cause });
}

/**
 * Yields every object of the source in the order of the list, opening a bounded number ahead.
 * Whoever stops early must abort `signal`, or the objects opened ahead stay open.
 *
 * @throws whatever the list throws, or `objectFailure` when an object cannot be opened.
 */
export async function* openObjects(source: ObjectSource): AsyncGenerator<OpenObject, void> {
  const ahead: { readonly size: number; readonly object: Promise<OpenObject> }[] = [];
  for await (const { key, size } of listObjects(source)) {
    const bytesAhead = () => ahead.reduce((sum, { size }) => sum + size, 0);
    while (ahead.length >= MAX_OPEN_OBJECTS || bytesAhead() >= PREFETCH_BYTES) {
      yield* takeFirst(ahead);
    }
    const object = openObject(source, key);
    // It is awaited only when its turn comes; until then a rejection would count as unhandled.
    object.catch(() => undefined);
    ahead.push({ size, object });
  }
  while (ahead.length > 0) yield* takeFirst(ahead);
}

async function* takeFirst(ahead: { readonly object: Promise<OpenObject> }[]) {
  const first = ahead.shift();
  if (first !== undefined) yield await first.object;
}

async function* listObjects({ s3, bucket, prefix, signal }: ObjectSource) {
  const pages = paginateListObjectsV2(
    { client: s3 },
    // XML cannot carry every character that a key may hold, so keys are asked for percent-encoded.
    { Bucket: bucket, Prefix: prefix, EncodingType: 'url' },
    { abortSignal: signal },
  );
  for await (const page of pages) {
    for (const { Key = '', Size = 0 } of page.Contents ?? []) {
      yield { key: page.EncodingType === 'url' ? decode(Key) : Key, size: Size };
    }
  }
}

/** @throws objectFailure when the key is no UTF-8, which S3 does not hand out but a store like it may */
function decode(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (error) {
    throw objectFailure(key, error);
  }
}

async function openObject({ s3, bucket, signal }: ObjectSource, key: string): Promise<OpenObject> {
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    const { Body, ContentLength, LastModified } = await s3.send(command, { abortSignal: signal });
    if (!(Body instanceof Readable) || ContentLength === undefined) {
      throw new Error('S3 answered without a body or without its length');
    }
    // A body that breaks while it waits for its turn must not take the process down; whoever reads
    // it then finds it destroyed.
    Body.on('error', () => undefined);
    return { key, size: ContentLength, lastModified: LastModified ?? new Date(0), body: Body };
  } catch (error) {
    throw objectFailure(key, error);
  }
}
