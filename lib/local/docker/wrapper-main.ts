import { spawnSync } from 'node:child_process';

import { mapArguments } from './wrapper';

const {
  PLINTH_REGISTRY: registry,
  PLINTH_BASE_IMAGE: baseImage,
  PLINTH_PASSWORDS: passwords,
  PLINTH_RUN: run,
} = process.env;
if (!registry || !baseImage || !passwords || !run) {
  throw new Error('this is the Docker of "npm start", which sets the variables that it needs');
}
const args = mapArguments(process.argv.slice(2), { registry, baseImage, passwords, run });
// DOCKER_BUILDKIT=1 fails in clients without buildx, and the Dockerfile needs neither.
const env = { ...process.env };
delete env.DOCKER_BUILDKIT;
if (args.includes(passwords)) env.DOCKER_HOST ??= engineOfContext();
const { error, status } = spawnSync('docker', args, { stdio: 'inherit', env });
if (error) throw error;
process.exitCode = status ?? 1;

/** Which engine is meant stands in the configuration that is left out. */
function engineOfContext(): string {
  const format = '{{.Endpoints.docker.Host}}';
  return spawnSync('docker', ['context', 'inspect', '--format', format]).stdout.toString().trim();
}
