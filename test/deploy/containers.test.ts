import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, docker } from '../../lib/local/docker/command';
import { registryOf, removeContainers } from '../../lib/local/docker/containers';
import { removeOrphans } from '../../lib/local/docker/orphans';
import { importImage, sharedLibraries } from '../../lib/local/docker/root-file-system';
import { writeDockerWrapper } from '../../lib/local/docker/write-wrapper';
import { ownName } from '../../lib/local/owner';

const engine = spawnSync('docker', ['version', '--format', '{{.Server.Arch}}'], {
  timeout: 10_000,
});
const architecture = engine.status === 0 ? engine.stdout.toString().trim() : undefined;
if (architecture === undefined) {
  process.stderr.write('SKIPPED test/deploy/containers.test.ts: no Docker engine answers\n');
}
const withEngine = architecture === undefined ? test.skip : test;

// Ports of this run and of another one; the process id keeps them apart from a second test run.
const own = Number(`1${String(process.pid)}`);
const other = Number(`2${String(process.pid)}`);
const dead = Number(`3${String(process.pid)}`);
const base = `plinth-test-base:${String(process.pid)}`;
const asset = 'cdkasset-0123abcd';
const directory = mkdtempSync(join(tmpdir(), 'plinth-'));

const imageOf = (port: number) => `${registryOf(port)}/${asset}:latest`;

/** Builds as the CDK CLI does, for an architecture that need not be the engine's. */
async function build(registry: string, run = ownName()): Promise<void> {
  const variables = await writeDockerWrapper(directory, { registry, baseImage: base });
  await capture(
    join(directory, 'docker'),
    ['build', '--tag', asset, '--platform', 'linux/arm64', directory],
    { env: { ...process.env, ...variables, PLINTH_RUN: run, DOCKER_BUILDKIT: '1' } },
  );
}

/** Starts a container as the emulator does. */
async function start(port: number): Promise<string> {
  const label = `ministack.instance=${hostname()}:${String(port)}`;
  return docker(['run', '--detach', '--label', label, imageOf(port)]);
}

const containers = async () => docker(['ps', '--all', '--no-trunc', '--quiet']);
const images = async () => docker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);

afterAll(async () => {
  rmSync(directory, { recursive: true });
  if (architecture === undefined) return;
  await removeContainers(own);
  await removeContainers(other);
  await removeContainers(dead);
  await docker(['image', 'rm', '--force', base]);
});

withEngine(
  'builds an image that runs as another user than root on a file system that cannot be written',
  async () => {
    await importImage(base, process.execPath, await sharedLibraries(process.execPath));
    writeFileSync(join(directory, 'server.cjs'), 'setInterval(() => {}, 1000);');
    writeFileSync(
      join(directory, 'Dockerfile'),
      'ARG BASE_IMAGE=missing\nFROM ${BASE_IMAGE}\nCOPY server.cjs /app/\nUSER 1000:1000\n' +
        'CMD ["node", "/app/server.cjs"]\n',
    );
    await build(registryOf(own));
    const script =
      "console.log(process.getuid(), (() => { try { require('fs').writeFileSync('/a', '') } catch (e) { return e.code } })())";
    const args = ['run', '--rm', '--read-only', imageOf(own), 'node', '--eval', script];
    expect(await docker(args)).toBe('1000 EROFS');
    const format = '{{.Architecture}}';
    expect(await docker(['image', 'inspect', '--format', format, imageOf(own)])).toBe(architecture);
  },
  120_000,
);

withEngine(
  'removes the containers and images of one run and leaves those of another',
  async () => {
    await build(registryOf(other));
    const ids = await Promise.all([start(own), start(other)]);
    expect(await containers()).toContain(ids[0]);
    await removeContainers(own);
    expect(await containers()).not.toContain(ids[0]);
    expect(await containers()).toContain(ids[1]);
    expect(await images()).not.toContain(imageOf(own));
    expect(await images()).toContain(imageOf(other));
  },
  120_000,
);

withEngine(
  'removes the containers and images of a run that was killed, and none of a living one',
  async () => {
    await build(registryOf(own));
    await build(registryOf(dead), ownName().replace(/^\d+/, '5000000'));
    const ids = await Promise.all([start(own), start(dead)]);
    const heard: string[] = [];
    await removeOrphans((line) => heard.push(line));
    expect(heard).toEqual([]);
    expect(await containers()).toContain(ids[0]);
    expect(await containers()).not.toContain(ids[1]);
    expect(await images()).toContain(imageOf(own));
    expect(await images()).not.toContain(imageOf(dead));
  },
  120_000,
);
