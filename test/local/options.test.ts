import { Failure } from '../../lib/local/failure';
import { HELP, parseOptions } from '../../lib/local/options';

test('needs no options', () => {
  expect(parseOptions([])).toEqual({
    once: false,
    port: undefined,
    emulator: undefined,
    docker: true,
    jwt: false,
    keepData: false,
    json: undefined,
    verbose: false,
    help: false,
  });
});

test('reads every option', () => {
  const args = '--once --port 4566 --no-docker --jwt --keep-data --json=out.json --verbose --help';
  expect(parseOptions(args.split(' '))).toEqual({
    once: true,
    port: 4566,
    emulator: undefined,
    docker: false,
    jwt: true,
    keepData: true,
    json: 'out.json',
    verbose: true,
    help: true,
  });
  const { emulator } = parseOptions(['--emulator', 'http://127.0.0.1:4566']);
  expect(emulator?.href).toBe('http://127.0.0.1:4566/');
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
  [['--emulator', '4566'], '--emulator is "4566"; give an address such as http://127.0.0.1:4566'],
  [['--emulator', 'https://127.0.0.1:1'], '--emulator is "https://127.0.0.1:1"; give an address'],
  [['--emulator', 'http://127.0.0.1:1', '--port', '2'], '--port and --emulator exclude each other'],
  [['--emulator', 'http://h:1', '--jwt'], '--jwt and --emulator exclude each other'],
  [['--emulator', 'http://h:1', '--keep-data'], '--keep-data and --emulator exclude each other'],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});

test('lists every problem in one usage error', () => {
  let error: unknown;
  try {
    parseOptions(['--port', 'x', '--foo', '--emulator', 'y']);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(Failure);
  const { message, exitCode } = error as Failure;
  expect(exitCode).toBe(2);
  for (const part of ['"--foo"', '--port is "x"', '--emulator is "y"', '--port and --emulator']) {
    expect(message).toContain(part);
  }
});

test('explains every option in the help text', () => {
  const problems = /known: (.+)/.exec(messageOf(() => parseOptions(['--unknown'])))?.[1];
  for (const option of problems?.split(', ') ?? ['?']) expect(HELP).toContain(`  ${option}`);
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return '';
}
