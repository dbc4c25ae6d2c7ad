import { spawnSync } from 'node:child_process';

import { mapArguments } from './wrapper';

const registry = process.env.PLINTH_REGISTRY;
const baseImage = process.env.PLINTH_BASE_IMAGE;
if (registry === undefined || baseImage === undefined) {
  throw new Error('this is the Docker of "npm start"; set PLINTH_REGISTRY and PLINTH_BASE_IMAGE');
}
const args = mapArguments(process.argv.slice(2), { registry, baseImage });
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
