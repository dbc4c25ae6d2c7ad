import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishDirectory } from '../../lib/local/publish';
import { createRunDirectory, lockDirectory } from '../../lib/local/state';

/** Larger than any process id on Linux. */
const NO_PROCESS = 5_000_000;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plinth-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('gives each run its own folder', () => {
  expect(createRunDirectory(root)).not.toBe(createRunDirectory(root));
});

test('keeps the last five runs, and every run that is still going on', () => {
  for (let day = 10; day < 17; day += 1) {
    const run = join(root, 'runs', `202001${String(day)}000000-0000`);
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, 'pid'), String(day === 11 ? process.pid : NO_PROCESS));
  }
  createRunDirectory(root);
  const days = readdirSync(join(root, 'runs')).map((name) => name.slice(0, 8));
  expect(days.slice(0, 5)).toEqual(['20200111', '20200113', '20200114', '20200115', '20200116']);
  expect(days).toHaveLength(6);
});

test('removes what a killed process has left unfinished, not what a living one is making', () => {
  mkdirSync(join(root, `venv-1.${String(NO_PROCESS)}`));
  mkdirSync(join(root, `venv-1.${String(process.pid)}`));
  createRunDirectory(root);
  expect(readdirSync(root).sort()).toEqual(['runs', `venv-1.${String(process.pid)}`]);
});

test('lets one process at a time use a locked folder', () => {
  const data = join(root, 'data');
  const unlock = lockDirectory(data);
  expect(() => lockDirectory(data)).toThrow(`${data} is in use by another npm start`);
  unlock();
  expect(lockDirectory(data)).toBeInstanceOf(Function);
});

test('takes over the lock of a process that is gone', () => {
  const data = join(root, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'pid'), String(NO_PROCESS));
  expect(lockDirectory(data)).toBeInstanceOf(Function);
});

test('publishes a folder whole or not at all', async () => {
  const path = join(root, 'venv');
  const broken = publishDirectory(path, (temporary) => {
    mkdirSync(temporary);
    return Promise.reject(new Error('interrupted'));
  });
  await expect(broken).rejects.toThrow('interrupted');
  expect(readdirSync(root)).toEqual([]);
});

test('uses the folder of whoever was quicker', async () => {
  const path = join(root, 'venv');
  await publishDirectory(path, (temporary) => {
    mkdirSync(temporary);
    writeFileSync(join(temporary, 'ours'), '');
    mkdirSync(path);
    writeFileSync(join(path, 'theirs'), '');
    return Promise.resolve();
  });
  expect(readdirSync(root)).toEqual(['venv']);
  expect(existsSync(join(path, 'theirs'))).toBe(true);
});
