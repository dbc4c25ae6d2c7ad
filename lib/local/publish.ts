import { renameSync, rmSync } from 'node:fs';
import { codeOf } from './failure';

/**
 * Makes a folder whole or not at all: `make` fills one of a temporary name, which is renamed at
 * the end. When another process was quicker, its folder stands and ours is removed.
 *
 * @param make fills the folder that it is given, which does not exist yet
 */
export async function publishDirectory(
  path: string,
  make: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${String(process.pid)}`;
  try {
    await make(temporary);
    try {
      renameSync(temporary, path);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
