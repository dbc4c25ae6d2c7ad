import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

import { pack, type Pack } from 'tar-stream';

import { capture, docker } from './command';

/**
 * The paths of the shared objects that `ldd` lists: `libm.so.6 => /lib/libm.so.6 (0x7f)` or, for the
 * program loader, `/lib64/ld-linux-x86-64.so.2 (0x7f)`. The kernel's own (`linux-vdso.so.1`) has none.
 *
 * @throws Error naming the libraries that this machine does not have
 */
export function parseLdd(output: string): string[] {
  const missing = [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  if (missing.length > 0) {
    throw new Error(
      `this machine lacks ${missing.join(', ')}; install the packages that hold them`,
    );
  }
  return [...output.matchAll(/(?:^|=>)\s*(\/\S+) \(0x/gm)].flatMap((match) => match[1] ?? []);
}

/**
 * The shared objects of this machine that a program needs.
 *
 * @throws Error when the machine lacks one, or its C library cannot run the program
 */
export async function sharedLibraries(program: string, signal?: AbortSignal): Promise<string[]> {
  return parseLdd(await capture('ldd', [program], { signal }));
}

async function addFile(archive: Pack, source: string, name: string): Promise<void> {
  const { size } = await stat(source);
  await pipeline(createReadStream(source), archive.entry({ name, size, mode: 0o755 }));
}

async function fill(archive: Pack, node: string, libraries: readonly string[]): Promise<void> {
  archive.entry({ name: 'tmp', type: 'directory', mode: 0o1777 });
  archive.entry({ name: 'etc/passwd' }, 'root:x:0:0::/root:\nnode:x:1000:1000::/tmp:\n');
  archive.entry({ name: 'etc/nsswitch.conf' }, 'hosts: files dns\n');
  for (const library of libraries) await addFile(archive, library, library.slice(1));
  await addFile(archive, node, 'usr/local/bin/node');
  archive.finalize();
}

/**
 * Makes an image that can run Node.js and nothing else: there is no shell in it. Needs no rights but
 * those of a client of the engine. Each library keeps its path, which is where its loader looks.
 *
 * @throws Error when a file cannot be read or the engine refuses the archive
 */
export async function importImage(
  image: string,
  node: string,
  libraries: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const archive = pack();
  const options = { signal, input: archive, timeoutMs: 120_000 };
  await Promise.all([
    docker(['import', '-', image], options),
    fill(archive, node, libraries).catch((error: unknown) => {
      archive.destroy();
      throw error;
    }),
  ]);
}
