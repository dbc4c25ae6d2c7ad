import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

jest.setTimeout(180_000);

/** What `npm start` runs. */
const MAIN = [process.execPath, '--import', 'tsx', 'bin/local.ts'];

/** `npm start` as a person runs it, and what it said. */
function start(args: readonly string[], [program = '', ...first] = MAIN) {
  const mark = `PLINTH_TEST=${randomUUID()}`;
  const env = { ...process.env, PLINTH_TEST: mark.split('=')[1] };
  const child = spawn(program, [...first, ...args], { env });
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
    /** Reads no more of what it says. */
    leave: () => child.stdout.destroy(),
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

function commandOf(pid: string): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
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
  const json = join(mkdtempSync(join(tmpdir(), 'plinth-')), 'result.json');
  const command = start(['--jwt', '--no-docker', '--json', json]);
  const shown = await command.until('press Ctrl-C to stop');
  expect(shown).toMatch(/^tokens of +https:\/\/127\.0\.0\.1:\d+$/m);
  expect(shown).toContain('✓ refuses a token signed with another key');
  expect(shown).not.toContain('✗');
  expect(shown).toMatch(/^(\d+) calls: \d+ passed, \d+ skipped\nrunning/m);
  const [request = 'false'] = /^\. .*\ncurl [^]*?Bearer [^]*?objects"$/m.exec(shown) ?? [];
  const { stdout } = await promisify(execFile)('sh', ['-c', `${request} --silent`]);
  expect(JSON.parse(stdout)).toHaveProperty(['objects', 0, 'key']);
  expect(statSync(json).mode & 0o777).toBe(0o600);
  const { access } = JSON.parse(readFileSync(json, 'utf8')) as { access: Record<string, string> };
  expect(shown).toContain(`ApiUrl = ${String(access.apiUrl)}/\n`);
  expect(shown).toContain(`WebSocketUrl = ${String(access.webSocketUrl)}\n`);
  command.signal('SIGINT');
  const { code, said } = await command.ended;
  expect(code).toBe(0);
  expect(said).toMatch(/\n\d+ calls: \d+ passed, \d+ skipped\n$/);
  expect(command.processes()).toEqual([]);
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'ends in good order when npm gets a %s',
  async (signal) => {
    const command = start(['--once', '--no-docker'], ['npm', 'start', '--']);
    await command.after('emulator');
    command.signal(signal);
    // Whoever holds its output has ended then.
    const { said } = await command.ended;
    expect(said).toContain('stopping; press Ctrl-C again to end at once');
    expect(command.processes()).toEqual([]);
  },
);

test('ends when nobody reads any more what it says', async () => {
  const command = start(['--once', '--no-docker']);
  await command.after('python');
  command.leave();
  expect((await command.ended).code).toBe(141);
  expect(command.processes()).toEqual([]);
});

test('ends what a run has left of which every process was killed that could have', async () => {
  const killed = start(['--once', '--no-docker']);
  await killed.after('emulator');
  const commands = killed
    .processes()
    .filter((pid) => /local\.ts|emulator\.py/.test(commandOf(pid)));
  for (const pid of commands) process.kill(Number(pid), 'SIGKILL');
  expect(commands).toHaveLength(2);
  // The CDK CLI, which would try for long to reach what is no more.
  expect(killed.processes()).not.toEqual([]);
  const next = start(['--once', '--no-docker']);
  await next.after('python');
  expect(killed.processes()).toEqual([]);
  next.signal('SIGINT');
  expect((await next.ended).code).toBe(130);
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
  const emulator = command.processes().find((pid) => commandOf(pid).includes('emulator.py'));
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

test('explains wrong options all at once, and exits 2', async () => {
  const { code, said } = await start(['--once', '--prot', '1', '--port', 'abc']).ended;
  expect(said).toContain('--prot');
  expect(said).toContain('abc');
  expect(code).toBe(2);
});
