import { join } from 'node:path';
import { markOfRun } from './orphans';
import type { Progress } from './progress';
import type { Resources } from './resources';
import type { GroupOptions } from './process-group';
import type { RunOptions } from './run';

/** What every step of one `npm start` needs. */
export interface Session {
  /** Folder that holds `cdk.json`. */
  readonly project: string;

  /** Folder that outlives the run, `.local` in the project. */
  readonly stateDirectory: string;

  /** Folder of this run, for logs and assemblies. */
  readonly runDirectory: string;

  /** Aborted by Ctrl-C and by the first failure; every step must obey it. */
  readonly signal: AbortSignal;

  /** Stops every step; the reason is what the run ends with. */
  readonly abort: (reason: unknown) => void;

  /** Takes charge of all that is started. */
  readonly resources: Resources;

  /** Shows what goes on. */
  readonly progress: Progress;

  /** The environment in which `npm start` was called. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Options with which a session runs a command: log named for it, lines to the progress, and a mark by
 * which a later run finds what this one has left when it is killed.
 */
export function commandOptions(
  session: Session,
  name: string,
  env: NodeJS.ProcessEnv,
): RunOptions & GroupOptions {
  return {
    name,
    env: { ...env, ...markOfRun() },
    log: join(session.runDirectory, `${name.replace(/\W+/g, '-')}.log`),
    signal: session.signal,
    resources: session.resources,
    onLine: session.progress.detail,
  };
}

/**
 * Runs steps side by side. The first one that fails stops the others.
 *
 * @throws the reason of that failure, when all have ended
 */
export async function together<T extends readonly Promise<unknown>[]>(
  session: Session,
  steps: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const all = Promise.all(steps);
  all.catch(session.abort);
  await Promise.allSettled(steps);
  session.signal.throwIfAborted();
  return all;
}
