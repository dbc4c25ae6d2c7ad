import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, ownName } from './owner';

/** Makes a folder of this run where the machine keeps what is temporary. */
export function makeTemporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), `plinth-${ownName()}-`));
}

/** Removes those of runs that were killed before they could do so. */
export function removeAbandonedFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, owner] = /^plinth-(\d+\.[\w.]+)-\w{6}$/.exec(name) ?? [];
    if (owner === undefined || isAlive(owner)) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's, who will remove it.
    }
  }
}
