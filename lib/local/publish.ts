import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { codeOf } from './failure';

/**
 * Makes a folder whole or not at all: `make` fills one in the folder of the run, which is renamed at the
 * end. What is there before is broken and gives way; when another process was quicker meanwhile, its
 * folder stands and ours is removed.
 *
 * @param runDirectory folder of the run, on the same disk
 * @param make fills the folder that it is given, which does not exist yet
 */
export async function publishDirectory(
  path: string,
  runDirectory: string,
  make: (temporary: string) => Promise<void>,
): Promise<void> {
  const work = mkdtempSync(join(runDirectory, 'unfinished-'));
  const temporary = join(work, basename(path));
  try {
    if (existsSync(path)) renameSync(path, join(work, 'broken'));
    await make(temporary);
    try {
      renameSync(temporary, path);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
