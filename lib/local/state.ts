import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, Failure } from './failure';

const KEPT_RUNS = 5;

/**
 * Makes the folder of one run, `runs/<start time>-<random>`, and removes those of old runs and
 * what an interrupted process has left unfinished.
 *
 * @param root the folder of everything that `npm start` makes, which can be removed at any time
 * @returns its path
 */
export function createRunDirectory(root: string): string {
  const runs = join(root, 'runs');
  const start = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/\D/g, '');
  const path = join(runs, `${start}-${randomBytes(2).toString('hex')}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'pid'), String(process.pid));
  for (const name of readdirSync(root)) {
    const owner = /\.(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) remove(join(root, name));
  }
  const names = readdirSync(runs).sort();
  for (const name of names.slice(0, -KEPT_RUNS)) {
    if (!isAlive(join(runs, name, 'pid')))
      rmSync(join(runs, name), { recursive: true, force: true });
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
  mkdirSync(path, { recursive: true });
  const lock = join(path, 'pid');
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => {
        rmSync(lock, { force: true });
      };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (isAlive(lock) || attempt > 0) {
        throw new Failure(
          `${path} is in use by another npm start; stop it or leave out --keep-data`,
        );
      }
      rmSync(lock, { force: true });
    }
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function isAlive(pidFile: string): boolean {
  return existsSync(pidFile) && isRunning(Number(readFileSync(pidFile, 'utf8')));
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 only asks; 0 as a process would be our own group.
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
