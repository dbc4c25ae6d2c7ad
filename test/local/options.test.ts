import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { Failure } from '../../lib/local/failure';
import { HELP, parseOptions } from '../../lib/local/options';

test('needs no options', async () => {
  await expect(parseOptions([])).resolves.toEqual({
    once: false,
    port: undefined,
    docker: true,
    jwt: false,
    keepData: false,
    json: undefined,
    verbose: false,
    help: false,
  });
});

test('reads every option', async () => {
  const args = '--once --port 4566 --no-docker --jwt --keep-data --json=out.json --verbose --help';
  await expect(parseOptions(args.split(' '))).resolves.toEqual({
    once: true,
    port: 4566,
    docker: false,
    jwt: true,
    keepData: true,
    json: 'out.json',
    verbose: true,
    help: true,
  });
});

test.each([
  [['--port', 'http'], '--port is "http"; give a number from 1 to 65535'],
  [['--port', '0'], '--port is "0"; give a number from 1 to 65535'],
  [['--port', '65536'], '--port is "65536"; give a number from 1 to 65535'],
  [['--port'], '--port needs a value'],
  [['--json', '--once'], '--json needs a value'],
  [['--json='], '--json needs a value'],
  [['--once=yes'], '--once takes no value, got "yes"'],
  [['--prot', '1'], 'unknown option "--prot"; known: --once, --port'],
  [['deploy'], 'unknown argument "deploy"; options start with --'],
  [
    ['--json', '/nonexistent/x.json'],
    '--json is "/nonexistent/x.json"; there is no folder /nonexist',
  ],
  [['--json', tmpdir()], `--json is "${tmpdir()}"; that is a folder; name a file`],
  [['--json', '/dev/null/x.json'], '--json is "/dev/null/x.json"; /dev/null is no folder'],
  [['-x'], 'unknown option "-x"; known: --once'],
])('refuses %j', async (args, message) => {
  await expect(parseOptions(args)).rejects.toThrow(message);
});

test('shows the help text for -h, whatever else this machine has against the options', async () => {
  const { help } = await parseOptions(['-h', '--json', '/nonexistent/x.json']);
  expect(help).toBe(true);
});

test('refuses a port that is in use', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const parsed = parseOptions(['--port', String(port), '--json', '/nonexistent/x.json']);
  await expect(parsed).rejects.toThrow(
    `port ${String(port)} is in use; leave out --port to get a free one, or choose another`,
  );
  await expect(parsed).rejects.toThrow('there is no folder /nonexistent');
  server.close();
});

test('lists every problem in one usage error', async () => {
  const wrong = ['--port', 'x', '--foo', '--json', '/nonexistent/x.json'];
  const error: unknown = await parseOptions(wrong).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Failure);
  const { message, exitCode } = error as Failure;
  expect(exitCode).toBe(2);
  const found = ['"--foo"', '--port is "x"', '--json'];
  for (const part of found) expect(message).toContain(part);
});

test('explains every option in the help text', async () => {
  const error: unknown = await parseOptions(['--unknown']).catch((thrown: unknown) => thrown);
  const options = /known: (.+)/.exec((error as Failure).message)?.[1]?.split(', ') ?? ['?'];
  for (const option of options) expect(HELP).toContain(`  ${option}`);
});
