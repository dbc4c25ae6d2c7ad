import { chmodSync, copyFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { type BundlingOptions, DockerImage } from 'aws-cdk-lib/core';
import { buildSync } from 'esbuild';

/** Modes that depend on nothing: esbuild leaves them to the umask, and CDK makes a folder of mode 0777. */
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/** Properties for {@link nodeBundle}. */
export interface NodeBundleProps {
  /** The TypeScript files to bundle, relative to the project; each becomes `<name>.js`. */
  readonly entries: readonly string[];

  /**
   * Files that are copied beside the bundles as they are, relative to the project.
   *
   * @default - none
   */
  readonly files?: readonly string[];
}

/**
 * Bundling for an asset: esbuild, called in this process, makes one minified CommonJS file of each
 * entry with everything it imports, the AWS SDK included, so that what was tested is what runs. Any user
 * may read the files, as Lambda and a container that does not run as root demand.
 *
 * @throws when esbuild finds an error in an entry
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html
 */
export function nodeBundle(props: NodeBundleProps): BundlingOptions {
  return {
    // CDK demands an image for the case that bundling here fails; it never does without throwing.
    image: DockerImage.fromRegistry('esbuild-runs-in-process'),
    local: {
      tryBundle(outputDir: string): boolean {
        buildSync({
          entryPoints: [...props.entries],
          outdir: outputDir,
          bundle: true,
          minify: true,
          platform: 'node',
          target: 'node20',
          format: 'cjs',
          mainFields: ['module', 'main'],
          // The hash of an asset is of contents alone, and nothing is published twice under one hash.
          banner: { js: `// mode ${FILE_MODE.toString(8)}` },
          // The error that is thrown says it all, once.
          logLevel: 'silent',
        });
        for (const file of props.files ?? []) {
          copyFileSync(file, path.join(outputDir, path.basename(file)));
        }
        for (const file of readdirSync(outputDir)) {
          chmodSync(path.join(outputDir, file), FILE_MODE);
        }
        chmodSync(outputDir, FOLDER_MODE);
        return true;
      },
    },
  };
}
