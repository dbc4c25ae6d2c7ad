import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../lib/local/failure';
import { run } from '../../lib/local/run';
import { commandOptions, type Session } from '../../lib/local/session';
import { testSession } from './session';

let session: Session;
beforeEach(() => {
  session = testSession();
});
afterEach(async () => {
  await session.resources.disposeAll();
});

const shell = (
  script: string,
  extra: { timeoutMs?: number; onLine?: (line: string) => void } = {},
) =>
  run('/bin/sh', ['-c', script], { ...commandOptions(session, 'the step', process.env), ...extra });

async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    // A killed process whose parent is gone stays a zombie until init looks at it.
    try {
      if (fs.readFileSync(`/proc/${String(pid)}/stat`, 'utf8').includes(') Z ')) return true;
    } catch {
      return true;
    }
    await delay(20);
  }
  return false;
}

test('hands on each line, logs all of them and returns the last ones', async () => {
  const lines: string[] = [];
  const last = await shell('echo one; echo two >&2', { onLine: (line) => lines.push(line) });
  expect(lines.sort()).toEqual(['one', 'two']);
  expect(last.sort()).toEqual(['one', 'two']);
  const log = fs.readFileSync(`${session.runDirectory}/the-step.log`, 'utf8');
  expect(log).toContain('one\n');
  expect(log).toContain('two\n');
});

test('fails with the exit code, the log and the last lines', async () => {
  const error: unknown = await shell('seq 1 100; exit 3').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Failure);
  const { message, details } = error as Failure;
  expect(message).toBe(`the step exited with 3; log: ${session.runDirectory}/the-step.log`);
  expect(details).toHaveLength(20);
  expect(details.at(-1)).toBe('100');
});

test('says that the disk is full when the command says so', async () => {
  await expect(shell('echo "OSError: [Errno 28] No space left on device"; exit 1')).rejects.toThrow(
    /is full; free some space/,
  );
});

test('says that the disk is full when the command says nothing of it', async () => {
  const full = fs.statfsSync(session.runDirectory);
  full.bavail = 0;
  const disk = jest.spyOn(fs, 'statfsSync').mockReturnValue(full);
  await expect(shell('echo no module named x; exit 1')).rejects.toThrow(/is full; free some space/);
  disk.mockRestore();
  await expect(shell('exit 1')).rejects.toThrow('exited with 1');
});

test('says which command is not installed', async () => {
  const options = commandOptions(session, 'the step', process.env);
  await expect(run('no-such-command', [], options)).rejects.toThrow(
    'the step cannot start: no-such-command is not installed',
  );
});

test('stops the command and what it has started when aborted', async () => {
  const reason = new Failure('interrupted', [], 130);
  let grandchild = 0;
  const running = shell('sleep 60 & echo $!; wait', {
    onLine: (line) => {
      grandchild = Number(line);
      session.abort(reason);
    },
  });
  await expect(running).rejects.toBe(reason);
  expect(grandchild).toBeGreaterThan(0);
  await expect(isGone(grandchild)).resolves.toBe(true);
});

test('does not start anything when aborted before', async () => {
  session.abort(new Failure('interrupted'));
  await expect(shell('echo > started')).rejects.toThrow('interrupted');
});

test('stops a command that takes too long', async () => {
  await expect(shell('sleep 60', { timeoutMs: 100 })).rejects.toThrow(
    'the step did not end within 0.1 s',
  );
});

test('kills a command at once when everything is killed', async () => {
  const running = shell('trap "" TERM; echo ready; sleep 60', {
    onLine: () => {
      session.resources.killAll();
    },
  });
  await expect(running).rejects.toThrow('the step was ended by SIGKILL');
});
