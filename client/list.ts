import type { Caller } from './caller';
import type { CallOptions } from './options';

/** Which objects to list. */
export interface ListOptions extends CallOptions {
  /**
   * What the keys begin with.
   *
   * @default - every object
   */
  readonly prefix?: string;

  /**
   * How many objects one request asks for, 1 to 1,000.
   *
   * @default - as many as the API gives unasked: 100
   */
  readonly pageSize?: number;
}

/** An object as a list shows it. */
export interface ListedObject {
  /** The key. */
  readonly key: string;

  /** The size in bytes. */
  readonly size: number;

  /** Names the content. */
  readonly etag: string;

  /** When it was put. */
  readonly lastModified: Date;
}

interface Page {
  readonly objects: readonly (Omit<ListedObject, 'lastModified'> & { lastModified: string })[];
  readonly cursor?: string;
}

/** Asks for the next page when the last object of one has been taken; the limits hold for each page. */
export async function* listObjects(
  caller: Caller,
  { prefix, pageSize, ...limits }: ListOptions = {},
): AsyncGenerator<ListedObject, void> {
  let cursor: string | undefined;
  do {
    const query = { prefix, limit: pageSize?.toString(), cursor };
    const { body } = await caller.call({ method: 'GET', path: '/objects', query }, limits);
    const page = JSON.parse(body.toString()) as Page;
    for (const object of page.objects) {
      yield { ...object, lastModified: new Date(object.lastModified) };
    }
    ({ cursor } = page);
  } while (cursor !== undefined);
}
