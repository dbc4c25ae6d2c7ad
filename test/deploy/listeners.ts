import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Where a process takes connections: an address and a port, or the path of a Unix socket. */
export type Listener =
  { readonly address: string; readonly port: number } | { readonly path: string };

/** Everything that a process and what it has started listen on, found as the kernel knows it. */
export function listenersOf(pid: number): Listener[] {
  const inodes = new Set(familyOf(pid).flatMap(socketsOf));
  return [...tcp('tcp', inodes), ...tcp('tcp6', inodes), ...unix(inodes)];
}

/** A process and all that it has started, and what those have. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    // The name of the program, in parentheses, may hold spaces; the parent is the second field behind it.
    const [, parent] = read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ') ?? [];
    parents.set(Number(name), Number(parent));
  }
  const family = [pid];
  for (const one of family) {
    family.push(...[...parents].filter(([, parent]) => parent === one).map(([child]) => child));
  }
  return family;
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${String(pid)}/fd`;
  return list(folder).flatMap(
    (fd) => /^socket:\[(\d+)\]$/.exec(link(`${folder}/${fd}`))?.[1] ?? [],
  );
}

const LISTENING = '0A';

function tcp(table: string, inodes: ReadonlySet<string>): Listener[] {
  const rows = read(`/proc/net/${table}`).trim().split('\n').slice(1);
  return rows.flatMap((row) => {
    const fields = row.trim().split(/\s+/);
    const [address = '', port = ''] = (fields[1] ?? '').split(':');
    if (fields[3] !== LISTENING || !inodes.has(fields[9] ?? '')) return [];
    return [{ address: addressOf(address), port: parseInt(port, 16) }];
  });
}

/** The kernel writes each word of an address backwards. */
function addressOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex').subarray(0, 4).reverse();
  return hex.length === 8 ? bytes.join('.') : '::1';
}

const ACCEPTS = 0x10000;

function unix(inodes: ReadonlySet<string>): Listener[] {
  const rows = read('/proc/net/unix').trim().split('\n').slice(1);
  return rows.flatMap((row) => {
    const [, , , flags = '', , , inode = '', path = ''] = row.split(/\s+/);
    const listens = (parseInt(flags, 16) & ACCEPTS) !== 0;
    return listens && inodes.has(inode) && path !== '' ? [{ path }] : [];
  });
}

/** A process may end while it is looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
