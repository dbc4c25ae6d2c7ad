import type { Call } from './call';
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
  /** Where the next page is, relative to this one. */
  readonly next?: string;
}

/** Asks for the next page when the last object of one has been taken; the limits hold for each page. */
export async function* listObjects(
  caller: Caller,
  { prefix, pageSize, ...limits }: ListOptions = {},
): AsyncGenerator<ListedObject, void> {
  let query: Call['query'] = { prefix, limit: pageSize?.toString() };
  do {
    const { body } = await caller.call({ method: 'GET', path: '/objects', query }, limits);
    const page = JSON.parse(body.toString()) as Page;
    for (const object of page.objects) {
      yield { ...object, lastModified: new Date(object.lastModified) };
    }
    query = page.next === undefined ? undefined : parametersOf(page.next);
  } while (query !== undefined);
}

/** Of a reference no more than its parameters is taken: a signature is for our own API alone. */
function parametersOf(reference: string): Record<string, string> {
  return Object.fromEntries(new URL(reference, 'https://api.invalid').searchParams);
}
