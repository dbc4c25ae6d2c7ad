import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, ownName } from '../../lib/local/owner';

const NAME = `process.stdout.write(require(${JSON.stringify(join(__dirname, '../../lib/local/owner'))}).ownName())`;

test('knows that this process lives, and always by the same name', () => {
  expect(isAlive(ownName())).toBe(true);
  expect(ownName()).toBe(ownName());
  expect(ownName()).toMatch(/^[\w.]+$/);
});

test('knows that a process has ended, and tells one with its number from it', () => {
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', NAME]);
  const ended = stdout.toString();
  expect(ended).toMatch(/^\d+\./);
  expect(isAlive(ended)).toBe(false);
  const reused = [process.pid, ...ended.split('.').slice(1)].join('.');
  expect(isAlive(reused)).toBe(false);
});

test.each(['', '0', '-1', 'abc', '1', 'pid 1'])('says that %j names nobody who lives', (name) => {
  expect(isAlive(name)).toBe(false);
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('knows that a process was killed of which its parent has not heard yet', async () => {
  // The shell never asks how its child ended; the child says its number, and is a zombie then.
  const parent = spawn('sh', ['-c', "sh -c 'echo $$' & exec sleep 60"]);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = line.toString().trim();
  let [state, start] = ['', ''];
  while (state !== 'Z') {
    await sleep(10);
    // The name of the program has no space.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
    [state, start] = [fields[2] ?? '', fields[21] ?? ''];
  }
  const [, , ...machine] = ownName().split('.');
  expect(isAlive([pid, start, ...machine].join('.'))).toBe(false);
  parent.kill();
});

onLinux('leaves alone what it cannot see: a process of another container', () => {
  const [pid, start, boot, space] = ownName().split('.');
  expect(isAlive(['5000000', start, boot, space].join('.'))).toBe(false);
  expect(isAlive(['5000000', start, boot, '1'].join('.'))).toBe(true);
  // It cannot have outlived the machine.
  expect(isAlive([pid, start, 'ffffffff', '1'].join('.'))).toBe(false);
});
