import type { OpenAPIV3 } from 'openapi-types';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Version } from '../documents';
import { notAdditions } from './additions';

/**
 * Refuses what is more than an addition to a version that is released.
 *
 * @throws Error that lists every such change, and the remedy
 */
export function assertKept(
  version: Version,
  released: OpenAPIV3.Document,
  next: OpenAPIV3.Document,
): void {
  const changes = notAdditions(released, next);
  if (changes.length === 0) return;
  const heading = `api/${version}.json is more than what was released with something added; undo it, make it a new version, or accept it by npm run release:api -- --accept "reason":`;
  throw new Error([heading, ...changes.map((change) => `  ${change}`)].join('\n'));
}

/**
 * Records the documents as released: what later changes are held to.
 *
 * @param folder with the documents, and with `released/` below
 * @param accepted why a change that is no addition breaks nobody, or has to; it is recorded with the change
 * @throws Error when a version is more than added to and nothing is accepted; then nothing is recorded
 */
export function release(folder: string, versions: readonly Version[], accepted?: string): void {
  const files = versions.map((version) => ({
    version,
    next: join(folder, `${version}.json`),
    released: join(folder, 'released', `${version}.json`),
  }));
  const log = join(folder, 'released', 'accepted.json');
  for (const { version, next, released } of files) {
    if (!existsSync(released)) continue;
    if (accepted === undefined) assertKept(version, read(released), read(next));
  }
  for (const { version, next, released } of files) {
    const changes = existsSync(released) ? notAdditions(read(released), read(next)) : [];
    if (changes.length > 0) {
      const before = existsSync(log) ? (JSON.parse(readFileSync(log, 'utf8')) as unknown[]) : [];
      const all = [...before, { version, reason: accepted, changes }];
      writeFileSync(log, `${JSON.stringify(all, undefined, 2)}\n`);
    }
    copyFileSync(next, released);
  }
}

function read(file: string): OpenAPIV3.Document {
  return JSON.parse(readFileSync(file, 'utf8')) as OpenAPIV3.Document;
}
