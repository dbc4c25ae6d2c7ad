import { spawn } from 'node:child_process';
import { hostname } from 'node:os';

import { capture, docker } from './command';

/** The emulator labels its containers with the port of its gateway, which no other run has meanwhile. */
function labelOf(port: number): string {
  return `label=ministack.instance=${hostname()}:${String(port)}`;
}

/** Host and port of the emulated ECR. */
export function registryOf(port: number): string {
  return `127.0.0.1:${String(port)}`;
}

/**
 * What a container of an emulator said last, for an error message: the newest that has ended, or the
 * newest that runs.
 */
export async function lastLogLines(port: number): Promise<string[]> {
  const label = labelOf(port);
  for (const status of ['status=exited', 'status=running']) {
    const ids = await docker(['ps', '--all', '--quiet', '--filter', label, '--filter', status]);
    const [newest = ''] = ids.split('\n');
    if (newest === '') continue;
    const logs = await capture('sh', ['-c', 'docker logs --tail 15 "$0" 2>&1', newest]);
    return logs.split('\n');
  }
  return ['no container was started'];
}

/** A shell command, because the second of its two uses must go on when this process has ended. */
function removal(port: number): [string, string[]] {
  const script = `set -e
docker ps --all --quiet --filter "$0" | xargs -r docker rm --force --volumes
docker image ls --format '{{.Repository}}:{{.Tag}}' --filter "reference=$1/*" \
  --filter "reference=$1/*/*" | xargs -r docker image rm --force`;
  return ['sh', ['-c', script, labelOf(port), registryOf(port)]];
}

/**
 * Removes every container and image of one run; those of other runs stay, and so does the base image.
 * To be called when the emulator has ended: it replaces a container that is gone.
 *
 * @throws Error when the engine does not answer
 */
export async function removeContainers(port: number): Promise<void> {
  await capture(...removal(port));
}

/** Does what {@link removeContainers} does without waiting for it. */
export function abandonContainers(port: number): void {
  const [command, args] = removal(port);
  spawn(command, args, { detached: true, stdio: 'ignore' }).unref();
}
