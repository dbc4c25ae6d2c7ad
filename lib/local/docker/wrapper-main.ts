import { spawnSync } from 'node:child_process';

import { mapArguments } from './wrapper';

const { PLINTH_REGISTRY: registry, PLINTH_BASE_IMAGE: baseImage, PLINTH_RUN: run } = process.env;
if (registry === undefined || baseImage === undefined || run === undefined) {
  throw new Error(
    'this is the Docker of "npm start"; set PLINTH_REGISTRY, PLINTH_BASE_IMAGE and PLINTH_RUN',
  );
}
const args = mapArguments(process.argv.slice(2), { registry, baseImage, run });
if (args === undefined) {
  // The CLI writes a password; unread, that write would fail.
  process.stdin.resume();
} else {
  // DOCKER_BUILDKIT=1 fails in clients without buildx, and the Dockerfile needs neither.
  const env = { ...process.env };
  delete env.DOCKER_BUILDKIT;
  const { error, status } = spawnSync('docker', args, { stdio: 'inherit', env });
  if (error) throw error;
  process.exitCode = status ?? 1;
}
