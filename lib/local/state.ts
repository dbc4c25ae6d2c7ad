import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { codeOf, Failure } from './failure';
import { killOrphans } from './orphans';
import { isAlive, ownName } from './owner';
import { removeAbandonedFolders } from './temporary-folder';

const KEPT_RUNS = 5;

/** What only a living run needs: data, credentials, and what it was making. Logs stay. */
const LEFTOVER = /^(access|data|unfinished-.*)$/;

/**
 * Makes the folder of one run, `runs/<start time>-<random>`. Ends and removes first what runs have left
 * that were killed, and the folders of old ones.
 *
 * @param root the folder of everything that `npm start` makes, which can be removed at any time
 * @returns its path
 */
export function createRunDirectory(root: string): string {
  killOrphans();
  removeAbandonedFolders();
  const runs = join(root, 'runs');
  const start = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/\D/g, '');
  const path = join(runs, `${start}-${randomBytes(2).toString('hex')}`);
  mkdirSync(runs, { recursive: true });
  // Logs and data hold what other users of the machine must not read.
  mkdirSync(path, { mode: 0o700 });
  writeFileSync(join(path, 'owner'), ownName());
  const dead = readdirSync(runs)
    .sort()
    .map((name) => join(runs, name))
    .filter((run) => run !== path && !isAlive(contentOf(join(run, 'owner'))));
  for (const run of dead.slice(0, 1 - KEPT_RUNS)) remove(run);
  for (const run of dead.slice(1 - KEPT_RUNS)) {
    for (const name of readdirSync(run)) if (LEFTOVER.test(name)) remove(join(run, name));
  }
  return path;
}

/**
 * Makes a folder that one process at a time may use.
 *
 * @returns a function that lets others use it
 * @throws {Failure} when another process uses it
 */
export function lockDirectory(path: string): () => void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = join(path, 'lock');
  if (!isAlive(targetOf(lock))) remove(lock);
  try {
    // A link has its content from the first moment; a file could be read before it is written.
    symlinkSync(ownName(), lock);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new Failure(`${path} is in use by another npm start; stop it or leave out --keep-data`);
  }
  return () => {
    remove(lock);
  };
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
