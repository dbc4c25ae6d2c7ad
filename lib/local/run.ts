import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from './failure';
import { startGroup, type GroupOptions } from './process-group';
import type { Resources } from './resources';

/** How to run a command with {@link run}. */
export interface RunOptions extends GroupOptions {
  /** Aborting it stops the command and all that it has started. */
  readonly signal: AbortSignal;

  /** Holds the command while it runs, so that a second Ctrl-C kills it. */
  readonly resources: Resources;

  /**
   * Milliseconds after which the command is stopped.
   *
   * @default - ten minutes
   */
  readonly timeoutMs?: number;
}

const MEBIBYTE = 1_048_576;

const DISK_FULL = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i;

const TEN_MINUTES_MS = 600_000;

/**
 * Runs a command to its end.
 *
 * @returns the last lines that it printed
 * @throws {Failure} when it does not exit with 0 or takes too long, with its last lines; the
 * reason of the signal when that stopped it
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string[]> {
  options.signal.throwIfAborted();
  const group = await startGroup(command, args, options);
  const release = options.resources.add({ ...group, name: options.name, dispose: group.stop });
  const timeoutMs = options.timeoutMs ?? TEN_MINUTES_MS;
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = () => void group.stop();
  const either = AbortSignal.any([options.signal, timeout]);
  either.addEventListener('abort', stop);
  if (either.aborted) stop();
  try {
    const end = await group.ended;
    options.signal.throwIfAborted();
    const lines = group.lastLines();
    if (timeout.aborted) {
      const seconds = String(timeoutMs / 1000);
      throw new Failure(
        `${options.name} did not end within ${seconds} s; log: ${options.log}`,
        lines,
      );
    }
    if (end !== 0) {
      throw new Failure(reason(options.name, end, lines, options.log), lines);
    }
    return lines;
  } finally {
    either.removeEventListener('abort', stop);
    release();
  }
}

function reason(name: string, end: number | string, lines: readonly string[], log: string): string {
  if (lines.some((line) => DISK_FULL.test(line)) || isFull(log)) return diskFull(log);
  const how = typeof end === 'number' ? `exited with ${String(end)}` : `was ended by ${end}`;
  return `${name} ${how}; log: ${log}`;
}

/** Not every command says so: what makes a virtual environment keeps it to itself. */
function isFull(path: string): boolean {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize < MEBIBYTE;
}

/** What to say when nothing can be written to a path any more. */
export function diskFull(path: string): string {
  return `the disk that holds ${path} is full; free some space (old logs: rm -r .local/runs)`;
}
