import { readdirSync, readFileSync } from 'node:fs';
import { isAlive, ownName } from './owner';

/** The variable by which every process that a run starts, and what that starts in turn, is known. */
const VARIABLE = 'PLINTH_RUN';

/** What the environment of everything that this run starts must have. */
export function markOfRun(): Record<string, string> {
  return { [VARIABLE]: ownName() };
}

/**
 * Kills what was started by runs that were killed themselves; processes of living runs, of whichever
 * project, are left alone. Only Linux shows the environment of a process. Elsewhere the emulator and
 * its functions end by themselves, and what the CDK CLI does fails without them.
 */
export function killOrphans(): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const run = runOf(pid);
    if (run === undefined || isAlive(run) || Number(pid) === process.pid) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It was quicker.
    }
  }
}

/** @returns the run that a process belongs to; nothing when that is not ours to read */
function runOf(pid: string): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.find((one) => one.startsWith(`${VARIABLE}=`))?.slice(VARIABLE.length + 1);
  } catch {
    return undefined;
  }
}
