import { readFile, rm } from 'node:fs/promises';

import { makeTemporaryFolder } from '../temporary-folder';
import { docker } from './command';
import type { Engine } from './engine';
import { downloadNode, NODE_VERSION } from './node-binary';
import { importImage, sharedLibraries } from './root-file-system';

/** What {@link prepareBaseImage} needs. */
export interface BaseImageOptions {
  readonly engine: Engine;

  /** Path of the Dockerfile whose `ARG BASE_IMAGE` names the image of a real deployment. */
  readonly dockerfile: string;

  /** Hears what is being done, one line at a time. */
  readonly log: (line: string) => void;

  /**
   * Ends the work when it is aborted.
   *
   * @default - the work ends by itself
   */
  readonly signal?: AbortSignal;
}

/** What {@link prepareBaseImage} found: the name of an image, or why there is none. */
export type BaseImage = { readonly image: string } | { readonly reason: string };

/**
 * The default of `ARG BASE_IMAGE` in a Dockerfile.
 *
 * @throws Error when the Dockerfile has no such line
 */
export function declaredBaseImage(dockerfile: string): string {
  const image = /^ARG BASE_IMAGE=(\S+)$/m.exec(dockerfile)?.[1];
  if (image === undefined) throw new Error('the Dockerfile has no line "ARG BASE_IMAGE=<image>"');
  return image;
}

async function succeeds(
  args: readonly string[],
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    await docker(args, { signal, timeoutMs });
    return true;
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}

/** Builds a base image of Node.js from npm and of the libraries that it needs from this machine. */
async function buildBaseImage(
  image: string,
  { engine, log, signal }: BaseImageOptions,
): Promise<void> {
  const directory = makeTemporaryFolder();
  try {
    log(`downloading Node.js ${NODE_VERSION} from npm (52 MB)`);
    const node = await downloadNode(engine.architecture, directory, signal);
    log(`building ${image}`);
    await importImage(image, node, await sharedLibraries(node, signal), signal);
    const reported = await docker(
      ['run', '--rm', '--read-only', '--user', '1000:1000', '--network', 'none', image].concat(
        'node',
        '--version',
      ),
      { signal },
    );
    if (reported !== `v${NODE_VERSION}`) throw new Error(`${image} runs Node.js ${reported}`);
  } catch (error) {
    await succeeds(['image', 'rm', '--force', image], 30_000);
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Finds a base for the image of the service: the one that its Dockerfile names if the engine has it
 * or can pull it, otherwise one built here. The engine keeps either, so that a second start is quick.
 *
 * @throws Error only when the signal is aborted or the Dockerfile names no base; everything else is a
 * reason in the answer.
 */
export async function prepareBaseImage(options: BaseImageOptions): Promise<BaseImage> {
  const { dockerfile, engine, log, signal } = options;
  const published = declaredBaseImage(await readFile(dockerfile, 'utf8'));
  const local = `plinth-base:node-${NODE_VERSION}-${engine.architecture}`;
  for (const image of [published, local]) {
    if (await succeeds(['image', 'inspect', image], 10_000, signal)) return { image };
  }
  log(`pulling ${published}`);
  if (await succeeds(['pull', '--quiet', published], 120_000, signal)) return { image: published };
  log(`${published} cannot be pulled`);
  try {
    await buildBaseImage(local, options);
    return { image: local };
  } catch (error) {
    signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return { reason: `no base image: ${published} cannot be pulled, and ${reason}` };
  }
}
