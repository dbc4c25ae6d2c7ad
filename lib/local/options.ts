import { parseArgs } from 'node:util';
import { problemsOf } from './check-options';
import { Failure } from './failure';

/** What `npm start` was asked to do. */
export interface Options {
  /** Exit after the smoke test instead of waiting for Ctrl-C. */
  readonly once: boolean;

  /**
   * TCP port of the local AWS on 127.0.0.1.
   *
   * @default - a free port is chosen
   */
  readonly port?: number;

  /** Use a Docker engine when one answers. */
  readonly docker: boolean;

  /** Have the REST API take tokens of an issuer on this machine instead of signatures. */
  readonly jwt: boolean;

  /** Keep what was deployed in `.local/data` for the next start. */
  readonly keepData: boolean;

  /**
   * File that gets the result as JSON.
   *
   * @default - no file is written
   */
  readonly json?: string;

  /** Show the output of every command. */
  readonly verbose: boolean;

  /** Print the help text and do nothing. */
  readonly help: boolean;
}

/** Text of `npm start -- --help`. */
export const HELP = `Deploys the sandbox to a local AWS, calls it, and stays until Ctrl-C.

Usage: npm start -- [options]

Options:
  --once          exit after the smoke test; the exit code is its verdict
  --port N        serve the local AWS on 127.0.0.1:N (default: a free port)
  --no-docker     leave containers out even when a Docker engine answers
  --jwt           have the REST API take tokens, of an issuer that runs here too,
                  instead of signatures
  --keep-data     keep what is deployed and stored for the next --keep-data start
  --json FILE     write the result (times, stacks, outputs, calls, credentials) to
                  FILE, for its owner's eyes alone
  --verbose       show the output of every command
  --help, -h      show this text

Examples:
  npm start
  npm start -- --once --json result.json
  npm start -- --port 4566 --keep-data

Exit codes:
  0    deployed, and every call was answered as it must be
  1    a step or a call failed; the message names it and its log
  2    the command line is wrong
  130  interrupted by Ctrl-C before the smoke test had ended

Clients find addresses and credentials in .local/env; logs are kept under
.local/runs/.
`;

/**
 * Reads the command line, and looks whether this machine can do what it says.
 *
 * @throws {Failure} with exit code 2, one line per problem
 */
export async function parseOptions(args: readonly string[]): Promise<Options> {
  const problems: string[] = [];
  const { flags, values } = read(args, problems);
  const port = values.get('port');
  const options: Options = {
    once: flags.has('once'),
    port: port === undefined ? undefined : parsePort(port, problems),
    docker: !flags.has('no-docker'),
    jwt: flags.has('jwt'),
    keepData: flags.has('keep-data'),
    json: values.get('json'),
    verbose: flags.has('verbose'),
    help: flags.has('help'),
  };
  if (!options.help) problems.push(...(await problemsOf(options)));
  if (problems.length === 0) return options;
  throw new Failure([...problems, 'see npm start -- --help'].join('\n'), [], 2);
}

const KNOWN = {
  once: { type: 'boolean' },
  port: { type: 'string' },
  'no-docker': { type: 'boolean' },
  jwt: { type: 'boolean' },
  'keep-data': { type: 'boolean' },
  json: { type: 'string' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Not `strict`, which stops at the first problem. */
function read(args: readonly string[], problems: string[]) {
  const { tokens } = parseArgs({ args: [...args], options: KNOWN, strict: false, tokens: true });
  const types = new Map<string, string>(
    Object.entries(KNOWN).map(([name, { type }]) => [name, type]),
  );
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      problems.push(`unknown argument "${token.value}"; options start with --`);
    } else if (token.kind === 'option' && types.get(token.name) === 'boolean') {
      if (token.value === undefined) flags.add(token.name);
      else problems.push(`${token.rawName} takes no value, got "${token.value}"`);
    } else if (token.kind === 'option' && types.get(token.name) === 'string') {
      const swallowed = token.inlineValue === false && token.value.startsWith('--');
      if (token.value && !swallowed) values.set(token.name, token.value);
      else problems.push(`${token.rawName} needs a value`);
    } else if (token.kind === 'option') {
      const known = [...types.keys()].map((name) => `--${name}`).join(', ');
      problems.push(`unknown option "${token.rawName}"; known: ${known}`);
    }
  }
  return { flags, values };
}

function parsePort(text: string, problems: string[]): number | undefined {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  problems.push(`--port is "${text}"; give a number from 1 to 65535`);
  return undefined;
}
