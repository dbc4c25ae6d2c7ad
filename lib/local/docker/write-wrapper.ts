import { chmod } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { build } from 'esbuild';

import type { WrapperSettings } from './wrapper';

/**
 * Writes the executable that the CDK CLI calls instead of Docker, and answers the environment for the
 * CLI. It is bundled, because the CLI calls it seven times for an image and loading TypeScript takes
 * longer than each of these calls.
 *
 * @param directory an existing folder of this run
 * @throws Error when the folder cannot be written
 * @see https://docs.aws.amazon.com/cdk/v2/guide/build-containers.html
 */
export async function writeDockerWrapper(
  directory: string,
  { registry, baseImage }: Pick<WrapperSettings, 'registry' | 'baseImage'>,
): Promise<Record<string, string>> {
  const outfile = resolve(join(directory, 'docker'));
  await build({
    entryPoints: [require.resolve('./wrapper-main')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'silent',
  });
  await chmod(outfile, 0o755);
  return {
    CDK_DOCKER: outfile,
    PLINTH_REGISTRY: registry,
    PLINTH_BASE_IMAGE: baseImage,
    PLINTH_PASSWORDS: `${outfile}-passwords`,
  };
}
