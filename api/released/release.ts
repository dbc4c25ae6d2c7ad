import type { OpenAPIV3 } from 'openapi-types';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Version } from '../documents';
import { breakingChanges } from './breaking-changes';

/**
 * Refuses what would break a caller of a version that is released.
 *
 * @throws Error that lists every breaking change, and the remedy
 */
export function assertKept(
  version: Version,
  released: OpenAPIV3.Document,
  next: OpenAPIV3.Document,
): void {
  const changes = breakingChanges(released, next);
  if (changes.length === 0) return;
  const heading = `api/${version}.json breaks callers of what was released; undo it, or make it a new version:`;
  throw new Error([heading, ...changes.map((change) => `  ${change}`)].join('\n'));
}

/**
 * Records the documents as released: what later changes are held to.
 *
 * @param folder with the documents, and with `released/` below
 * @throws Error when a version that was released is broken; then nothing is recorded
 */
export function release(folder: string, versions: readonly Version[]): void {
  const files = versions.map((version) => ({
    version,
    next: join(folder, `${version}.json`),
    released: join(folder, 'released', `${version}.json`),
  }));
  for (const { version, next, released } of files) {
    if (existsSync(released)) assertKept(version, read(released), read(next));
  }
  for (const { next, released } of files) copyFileSync(next, released);
}

function read(file: string): OpenAPIV3.Document {
  return JSON.parse(readFileSync(file, 'utf8')) as OpenAPIV3.Document;
}
