import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownName } from '../../lib/local/owner';
import { publishDirectory } from '../../lib/local/publish';
import { createRunDirectory, lockDirectory } from '../../lib/local/state';

/** Names a process with a number larger than any on Linux. */
const gone = ownName().replace(/^\d+/, '5000000');

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

test('lets no other user read what runs write and keep', () => {
  lockDirectory(join(root, 'data'));
  for (const path of [createRunDirectory(root), join(root, 'data')]) {
    expect(statSync(path).mode & 0o777).toBe(0o700);
  }
});

/** A run of the past, and whose it was. */
function past(name: string, owner: string): string {
  const run = join(root, 'runs', name);
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, 'owner'), owner);
  return run;
}

test('keeps the last five runs, and every run that is still going on', () => {
  for (let day = 10; day < 17; day += 1) {
    past(`202001${String(day)}000000-0000`, day === 11 ? ownName() : gone);
  }
  createRunDirectory(root);
  const days = readdirSync(join(root, 'runs')).map((name) => name.slice(0, 8));
  expect(days.slice(0, 5)).toEqual(['20200111', '20200113', '20200114', '20200115', '20200116']);
  expect(days).toHaveLength(6);
});

test('removes what a killed run has left, but its logs, and nothing of a living one', () => {
  const left = ['access', 'data', 'unfinished-a1b2c3', 'cdk-deploy.log'];
  const [dead, living] = [
    past('20200110000000-0000', gone),
    past('20200111000000-0000', ownName()),
  ];
  for (const run of [dead, living]) for (const name of left) mkdirSync(join(run, name));
  createRunDirectory(root);
  expect(readdirSync(dead)).toEqual(['cdk-deploy.log', 'owner']);
  expect(readdirSync(living)).toEqual([...left, 'owner'].sort());
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
  symlinkSync(gone, join(data, 'lock'));
  expect(lockDirectory(data)).toBeInstanceOf(Function);
  expect(() => lockDirectory(data)).toThrow('in use');
});

test('takes over a lock whose number another process has by now', () => {
  const data = join(root, 'data');
  mkdirSync(data);
  symlinkSync(ownName().replace(/\.\d+/, '.1'), join(data, 'lock'));
  expect(lockDirectory(data)).toBeInstanceOf(Function);
});

test('takes over what is no lock', () => {
  const data = join(root, 'data');
  mkdirSync(join(data, 'lock'), { recursive: true });
  expect(lockDirectory(data)).toBeInstanceOf(Function);
});

test('publishes a folder whole or not at all', async () => {
  const path = join(root, 'venv');
  const broken = publishDirectory(path, root, (temporary) => {
    mkdirSync(temporary);
    return Promise.reject(new Error('interrupted'));
  });
  await expect(broken).rejects.toThrow('interrupted');
  expect(readdirSync(root)).toEqual([]);
});

test('uses the folder of whoever was quicker', async () => {
  const path = join(root, 'venv');
  await publishDirectory(path, root, (temporary) => {
    mkdirSync(temporary);
    writeFileSync(join(temporary, 'ours'), '');
    mkdirSync(path);
    writeFileSync(join(path, 'theirs'), '');
    return Promise.resolve();
  });
  expect(readdirSync(root)).toEqual(['venv']);
  expect(existsSync(join(path, 'theirs'))).toBe(true);
});

test('replaces a broken folder, and leaves nothing of it', async () => {
  const path = join(root, 'venv');
  mkdirSync(path);
  writeFileSync(join(path, 'broken'), '');
  await publishDirectory(path, root, (temporary) => {
    mkdirSync(temporary);
    return Promise.resolve();
  });
  expect(readdirSync(root)).toEqual(['venv']);
  expect(readdirSync(path)).toEqual([]);
});
