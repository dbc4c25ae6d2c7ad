import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ensurePython } from '../../lib/local/python';
import { testSession } from '../local/session';

jest.setTimeout(180_000);

/** `npm start` as a person runs it, and what it said. */
function start(args: readonly string[]) {
  const mark = `PLINTH_TEST=${randomUUID()}`;
  const env = { ...process.env, PLINTH_TEST: mark.split('=')[1] };
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/local.ts', ...args], { env });
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const until = async (text: string) => {
    while (!said.includes(text) && child.exitCode === null) await sleep(50);
    return said;
  };
  return {
    ended: once(child, 'close').then(([code]: unknown[]) => ({ code, said })),
    signal: (name: NodeJS.Signals) => child.kill(name),
    /** Answers what was said when a text is among it, or the command has ended. */
    until,
    /** Resolves when a phase has ended, or the command has. */
    after: (phase: string) => until(`▸ ${phase} `),
    /** What it has started and still runs: every process inherits the mark. */
    processes: () =>
      readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && environmentOf(pid).includes(mark)),
  };
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

test.each(['python', 'emulator', 'bootstrap'])(
  'stops everything and exits 130 on Ctrl-C after the phase %s',
  async (phase) => {
    const command = start(['--once', '--no-docker']);
    await command.after(phase);
    command.signal('SIGINT');
    const { code, said } = await command.ended;
    expect(said).toContain('stopping; press Ctrl-C again to end at once');
    expect(code).toBe(130);
    expect(command.processes()).toEqual([]);
  },
);

test('has the API take tokens with --jwt, calls it with them, and shows a request that it answers', async () => {
  const command = start(['--jwt', '--no-docker']);
  const shown = await command.until('press Ctrl-C to stop');
  expect(shown).toMatch(/^tokens of +https:\/\/127\.0\.0\.1:\d+$/m);
  expect(shown).toContain('✓ refuses a token signed with another key');
  expect(shown).not.toContain('✗');
  const [request = 'false'] = /^\. .*\ncurl [^]*?Bearer [^]*?objects"$/m.exec(shown) ?? [];
  const { stdout } = await promisify(execFile)('sh', ['-c', `${request} --silent`]);
  expect(JSON.parse(stdout)).toHaveProperty(['objects', 0, 'key']);
  command.signal('SIGINT');
  expect((await command.ended).code).toBe(0);
  expect(command.processes()).toEqual([]);
});

test('leaves nothing running when Ctrl-C is pressed twice', async () => {
  const command = start(['--once', '--no-docker']);
  await command.after('emulator');
  command.signal('SIGINT');
  // npm hands on the terminal's signal too, so two within 400 ms count as one.
  await sleep(500);
  command.signal('SIGINT');
  expect((await command.ended).code).toBe(130);
  expect(command.processes()).toEqual([]);
});

test('says that the emulator died, with its last lines, and exits 1', async () => {
  const command = start(['--once', '--no-docker']);
  await command.after('emulator');
  const emulator = command
    .processes()
    .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('emulator.py'));
  process.kill(Number(emulator), 'SIGKILL');
  const { code, said } = await command.ended;
  expect(said).toMatch(/emulator .*(died|ended|exited)/);
  expect(code).toBe(1);
});

test('names the port that is taken before it does anything, and exits 2', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { code, said } = await start(['--once', '--no-docker', '--port', String(port)]).ended;
  server.close();
  expect(said).toContain(`port ${String(port)} is in use`);
  expect(said).not.toContain('▸');
  expect(code).toBe(2);
});

test('says that pip cannot reach an index, and how to name another', async () => {
  const unreachable = { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_FIND_LINKS: '' };
  const quick = { PIP_RETRIES: '0', PIP_NO_CACHE_DIR: '1' };
  const session = testSession({ ...process.env, ...unreachable, ...quick });
  await expect(ensurePython(session)).rejects.toThrow(
    /pip must reach a package index: check the network, or set PIP_INDEX_URL/,
  );
  expect(readdirSync(session.stateDirectory).filter((name) => name.startsWith('venv-'))).toEqual(
    [],
  );
});

test('explains wrong options all at once, and exits 2', async () => {
  const { code, said } = await start(['--once', '--prot', '1', '--port', 'abc']).ended;
  expect(said).toContain('--prot');
  expect(said).toContain('abc');
  expect(code).toBe(2);
});
