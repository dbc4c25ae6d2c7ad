import { join } from 'node:path';
import { writeAccess } from './access-files';
import { codeOf, Failure, messageOf } from './failure';
import { Interrupted, onInterrupt } from './interrupt';
import { HELP, parseOptions, type Options } from './options';
import { writePrivately } from './private-file';
import { Progress } from './progress';
import { report, resultOf, verdictOf } from './report';
import { Resources } from './resources';
import { diskFull } from './run';
import type { Session } from './session';
import { start } from './start';
import { createRunDirectory } from './state';
import type { Steps } from './steps';

/**
 * `npm start`: starts everything, waits for Ctrl-C unless told otherwise, and removes everything.
 *
 * @param args the command line
 * @param steps the parts that know the stacks
 * @param project folder that holds `cdk.json`
 * @returns what the process must exit with
 */
export async function main(
  args: readonly string[],
  steps: (session: Session) => Steps,
  project: string,
): Promise<number> {
  let options: Options;
  try {
    options = await parseOptions(args);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stateDirectory = join(project, '.local');
  const progress = new Progress({ verbose: options.verbose });
  const resources = new Resources();
  const controller = new AbortController();
  const abort = controller.abort.bind(controller);
  onInterrupt(resources, (reason) => {
    abort(reason);
    progress.line('stopping; press Ctrl-C again to end at once');
  });
  const work = async () => {
    const session: Session = {
      project,
      stateDirectory,
      runDirectory: createRunDirectory(stateDirectory),
      signal: controller.signal,
      abort,
      resources,
      progress,
      env: process.env,
    };
    return runOnce(session, options, steps(session));
  };
  const end = await work().catch((error: unknown) => ({
    error: controller.signal.aborted ? (controller.signal.reason as unknown) : error,
  }));
  for (const problem of await resources.disposeAll()) progress.line(problem);
  // The last line, whatever happened, is how it ended.
  if ('error' in end) return tell(progress, end.error);
  progress.line(end.passed ? progress.green(end.verdict) : progress.red(end.verdict));
  return end.passed ? 0 : 1;
}

async function runOnce(session: Session, options: Options, steps: Steps) {
  const started = await start(session, options, steps);
  const access = await steps.access(started.deployment);
  const reachable = { access, files: writeAccess(session, access) };
  report(session, started, reachable);
  if (options.json !== undefined) {
    const result = resultOf(session, started, reachable);
    writePrivately(options.json, `${JSON.stringify(result, undefined, 2)}\n`);
  }
  const verdict = verdictOf(started.smoke);
  const passed = started.smoke.every(({ outcome }) => outcome !== 'failed');
  if (!options.once) {
    session.progress.line(verdict);
    await untilInterrupted(session);
  }
  return { verdict, passed };
}

/** @throws the reason of the session's end when that was not Ctrl-C */
async function untilInterrupted({ signal, progress }: Session): Promise<void> {
  progress.line('running; press Ctrl-C to stop');
  await new Promise((resolve) => {
    // An abort signal alone does not keep the process alive.
    const alive = setInterval(() => undefined, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      resolve(undefined);
    });
  });
  if (!(signal.reason instanceof Interrupted)) throw signal.reason;
}

function tell(progress: Progress, error: unknown): number {
  const disk = codeOf(error) === 'ENOSPC' ? new Failure(diskFull('.local')) : error;
  if (!(disk instanceof Failure)) {
    progress.line(
      progress.red(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    return 1;
  }
  for (const line of disk.details) progress.line(progress.dim(`  ${line}`));
  progress.line(progress.red(disk.message));
  return disk.exitCode;
}
