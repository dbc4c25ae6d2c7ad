import { pathOf } from './call';
import type { Caller } from './caller';
import { DeletionError, type FailedDeletion } from './errors';
import type { CallOptions } from './options';

/** The most keys that one request may name. */
const KEYS_PER_REQUEST = 1000;

/** Many keys. One string is none of them, though JavaScript iterates over its characters. */
export type Keys = Iterable<string> & object;

/**
 * Deletes objects. A key that cannot be deleted keeps no other from it; a request that fails ends the
 * rest. To call again with the same keys is always safe.
 *
 * @throws DeletionError, ApiError, ConnectionError, or TypeError before anything is sent
 */
export async function deleteObjects(
  caller: Caller,
  keys: Keys,
  limits?: CallOptions,
): Promise<void> {
  if (typeof keys === 'string') throw new TypeError('keys is a string; give a list of keys');
  // The API takes no key twice.
  const distinct = [...new Set(keys)];
  distinct.forEach(pathOf);
  const failures: FailedDeletion[] = [];
  for (let at = 0; at < distinct.length; at += KEYS_PER_REQUEST) {
    const body = JSON.stringify({ keys: distinct.slice(at, at + KEYS_PER_REQUEST) });
    const headers = { 'content-type': 'application/json' };
    const call = { method: 'POST', path: '/deletions', headers, body: Buffer.from(body) };
    const answer = await caller.call(call, limits);
    const { failed } = JSON.parse(answer.body.toString()) as { failed: FailedDeletion[] };
    failures.push(...failed);
  }
  if (failures.length > 0) throw new DeletionError(failures);
}
