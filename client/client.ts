import { pathOf } from './call';
import { type Answer, Caller } from './caller';
import { type Clock, systemClock } from './clock';
import { deleteObjects, type Keys } from './delete';
import { type ExportedObject, exportObjects, type ExportOptions } from './export';
import { listObjects, type ListedObject, type ListOptions } from './list';
import type { CallOptions, ClientOptions } from './options';

/** What the headers of an object say. */
export interface ObjectHead {
  /** The content type that it was put with. */
  readonly contentType: string;

  /** Names its content; for `ifMatch`. */
  readonly etag: string;

  /** Its size in bytes. */
  readonly size: number;

  /** When it was put, to the second. */
  readonly lastModified: Date;
}

/** An object. */
export interface StoredObject extends ObjectHead {
  /** The content. */
  readonly body: Buffer;
}

/** Conditions of a change. With one, the call is sent again only after a 429: see the guide. */
export interface DeleteOptions extends CallOptions {
  /**
   * The ETag that the object must have.
   *
   * @default - whatever it has
   */
  readonly ifMatch?: string;
}

/** How to put an object. */
export interface PutOptions extends DeleteOptions {
  /**
   * The type of the content.
   *
   * @default 'application/octet-stream'
   */
  readonly contentType?: string;

  /**
   * `*` puts the object only if there is none.
   *
   * @default - it replaces one
   */
  readonly ifNoneMatch?: '*';
}

/**
 * The objects behind the API. Every method throws `ApiError` for an answer of 400 or above,
 * `ConnectionError` when no whole answer came, and the reason of the signal when that aborts.
 */
export interface Client {
  /** Creates or replaces an object and answers its ETag. */
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<{ etag: string }>;

  /** Reads an object. */
  get(key: string, options?: CallOptions): Promise<StoredObject>;

  /** Reads what `get` answers, but the content. */
  head(key: string, options?: CallOptions): Promise<ObjectHead>;

  /** Deletes an object; there need not be one. */
  delete(key: string, options?: DeleteOptions): Promise<void>;

  /**
   * Deletes objects, a thousand per request, in this order; there need not be any of them. The limits
   * hold for each request.
   *
   * @throws DeletionError when all were tried and some could not be deleted; TypeError, before anything
   * is deleted, when a key is one that a URL cannot carry, or when one string is given for many
   */
  deleteAll(keys: Keys, options?: CallOptions): Promise<void>;

  /** Goes through the objects under a prefix in the order of their keys, page by page. */
  list(options?: ListOptions): AsyncGenerator<ListedObject, void>;

  /** Reads every object under a prefix, each key once and each object whole; empty means all. */
  export(prefix: string, options?: ExportOptions): AsyncGenerator<ExportedObject, void>;
}

/** Makes a client of the API. It opens nothing until it is used, and there is nothing to close. */
export function createClient(options: ClientOptions, clock: Clock = systemClock): Client {
  const caller = new Caller(options, clock);
  return {
    async put(key, body, { contentType, ifMatch, ifNoneMatch, ...limits } = {}) {
      const call = {
        method: 'PUT',
        path: pathOf(key),
        headers: {
          'content-type': contentType ?? 'application/octet-stream',
          'if-match': ifMatch,
          'if-none-match': ifNoneMatch,
        },
        body: Buffer.from(body),
        onlyOnce: ifMatch !== undefined || ifNoneMatch !== undefined,
      } as const;
      const { headers } = await caller.call(call, limits);
      return { etag: headers.get('etag') ?? '' };
    },
    async get(key, limits) {
      const answer = await caller.call({ method: 'GET', path: pathOf(key) }, limits);
      return { ...headOf(answer), size: answer.body.length, body: answer.body };
    },
    async head(key, limits) {
      return headOf(await caller.call({ method: 'HEAD', path: pathOf(key) }, limits));
    },
    async delete(key, { ifMatch, ...limits } = {}) {
      const headers = { 'if-match': ifMatch };
      const onlyOnce = ifMatch !== undefined;
      await caller.call({ method: 'DELETE', path: pathOf(key), headers, onlyOnce }, limits);
    },
    deleteAll: (keys, limits) => deleteObjects(caller, keys, limits),
    list: (listOptions) => listObjects(caller, listOptions),
    export: (prefix, exportOptions) => exportObjects(caller, prefix, exportOptions),
  };
}

function headOf({ headers }: Answer): ObjectHead {
  return {
    contentType: headers.get('content-type') ?? 'application/octet-stream',
    etag: headers.get('etag') ?? '',
    size: Number(headers.get('content-length') ?? 0),
    lastModified: new Date(headers.get('last-modified') ?? 0),
  };
}
