import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, Failure } from './failure';

/** How to start a command with {@link startGroup}. */
export interface GroupOptions {
  /** What the command is for, as in "cdk deploy"; starts the error message. */
  readonly name: string;

  /** File that gets everything the command prints. */
  readonly log: string;

  /** The whole environment of the command. */
  readonly env: NodeJS.ProcessEnv;

  /**
   * Working directory.
   *
   * @default - that of this process
   */
  readonly cwd?: string;

  /**
   * Gets each line as it is printed.
   *
   * @default - the lines go to the log alone
   */
  readonly onLine?: (line: string) => void;
}

/** A command and everything that it has started in turn. */
export interface Group {
  /** How the command ended: its exit code, or the name of a signal. */
  readonly ended: Promise<number | string>;

  /** The last lines that it printed, oldest first. */
  readonly lastLines: () => string[];

  /** Asks the group to end, and kills what is left after `graceMs`. */
  readonly stop: (graceMs?: number) => Promise<void>;

  /** Kills the group at once. */
  readonly kill: () => void;
}

const KEPT_LINES = 20;

/**
 * Starts a command in a process group of its own, so that a Ctrl-C at the terminal reaches this
 * process alone, which then stops what it has started in order. The command's standard input
 * stays open and silent as long as this process lives.
 *
 * @throws {Failure} when the command cannot be started
 */
export async function startGroup(
  command: string,
  args: readonly string[],
  options: GroupOptions,
): Promise<Group> {
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, detached: true });
  const log = createWriteStream(options.log, { flags: 'a' });
  const lines: string[] = [];
  const keep = (line: string) => {
    if (line.trim() !== '') lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
  };
  // A log that cannot be written must not end this process; the last lines are kept all the same.
  log.on('error', (error) => {
    keep(`${options.log}: ${error.message}`);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    createInterface({ input: stream }).on('line', (line) => {
      keep(line);
      options.onLine?.(line);
    });
  }
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch (error) {
      if (codeOf(error) !== 'ESRCH') throw error;
    }
  };
  const closed = new Promise<void>((resolve) => child.once('close', resolve));
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => {
      // What the command has left behind would hold its pipes open.
      signalGroup('SIGKILL');
      void Promise.race([closed, delay(1000, undefined, { ref: false })]).then(async () => {
        log.end();
        await finished(log).catch(() => undefined);
        resolve(code ?? signal ?? 'unknown');
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      log.end();
      const why = codeOf(error) === 'ENOENT' ? `${command} is not installed` : error.message;
      reject(new Failure(`${options.name} cannot start: ${why}`));
    });
  });
  return {
    ended,
    lastLines: () => [...lines],
    kill: () => {
      signalGroup('SIGKILL');
    },
    stop: async (graceMs = 5000) => {
      signalGroup('SIGTERM');
      const patience = new AbortController();
      const late = delay(graceMs, undefined, { signal: patience.signal }).then(
        () => {
          signalGroup('SIGKILL');
        },
        () => undefined,
      );
      await ended;
      patience.abort();
      await late;
    },
  };
}
