import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Names this process so that none that comes later is taken for it: numbers of processes are used
 * again. The name has no spaces; it is a label, a variable and the content of a lock.
 */
export function ownName(): string {
  return nameOf(process.pid) ?? String(process.pid);
}

/**
 * Whether the process of that name still runs. One that this process cannot see, because it runs in
 * another container, counts as alive.
 *
 * @param name what {@link ownName} has answered there; anything else names nobody
 */
export function isAlive(name: string): boolean {
  const [pid = '', , boot, space] = name.split('.');
  if (!/^[1-9]\d*$/.test(pid)) return false;
  const [, , ownBoot, ownSpace] = ownName().split('.');
  if (boot === ownBoot && space !== ownSpace) return true;
  return nameOf(Number(pid)) === name;
}

function nameOf(pid: number): string | undefined {
  return process.platform === 'linux' ? nameOnLinux(pid) : nameByStartTime(pid);
}

/** `pid.start.boot.namespace`: the start counts from the boot, the pid holds in its namespace. */
function nameOnLinux(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name of the program, in parentheses, may hold anything; the state is the first field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', start = ''] = [fields[0], fields[19]];
  if (['Z', 'X'].includes(state)) return undefined;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  const space = readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  return [pid, start, boot, space].join('.');
}

function nameByStartTime(pid: number): string | undefined {
  try {
    const start = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { stdio: 'pipe' });
    return `${String(pid)}.${start.toString().replace(/\W/g, '')}`;
  } catch {
    return undefined;
  }
}
