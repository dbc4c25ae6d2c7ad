import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { drain } from '../../service/src/drain';
import { startExporter, untar, until, type Exporter } from './exporter';

let exporter: Exporter;
beforeEach(async () => {
  exporter = await startExporter();
});
afterEach(() => exporter.stop());

const status = async (path: string) => (await fetch(`${exporter.url}${path}`)).status;

test('answers health checks, and logs none of them', async () => {
  expect(await status('/healthz')).toBe(200);
  expect(exporter.entries).toEqual([]);
});

test('serves on while draining but reports that it wants no more', async () => {
  let over: () => void = () => undefined;
  const asked: number[] = [];
  const drained = drain(exporter.server, exporter.lifecycle, 5_000, (ms) => {
    asked.push(ms);
    return new Promise<void>((resolve) => (over = resolve));
  });
  expect(asked).toEqual([5_000]);
  expect(await status('/healthz')).toBe(503);
  const response = await fetch(`${exporter.url}/v2/exports`);
  expect(response.status).toBe(200);
  expect(response.headers.get('connection')).toBe('close');
  expect(await untar(new Uint8Array(await response.arrayBuffer()))).toEqual([]);
  over();
  await drained;
  await expect(status('/healthz')).rejects.toThrow('fetch failed');
});

test('waits for an export under way and then closes its kept connection', async () => {
  exporter.bucket.objects.set('a', { size: 64 * 1024 * 1024 });
  const agent = new Agent({ keepAlive: true });
  const [response] = (await once(get(`${exporter.url}/v2/exports`, { agent }), 'response')) as [
    IncomingMessage,
  ];
  let drained = false;
  const draining = drain(exporter.server, exporter.lifecycle, 0).then(() => (drained = true));
  await until(() => !exporter.server.listening);
  expect(drained).toBe(false);
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(64 * 1024 * 1024 + 512 + 1024);
  await draining;
  agent.destroy();
});

test('keeps idle connections longer than a load balancer does, and cuts no export short', () => {
  expect(exporter.server.keepAliveTimeout).toBeGreaterThan(60_000);
  expect(exporter.server.headersTimeout).toBeGreaterThan(exporter.server.keepAliveTimeout);
  expect(exporter.server.timeout).toBe(0);
});

describe('the bundled process', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exporter-'));
    const source = join(__dirname, '../../service/src');
    await build({
      // The entry point itself listens on every address, which only a container should.
      stdin: {
        contents: `import { start } from './start'; start(process.env, '127.0.0.1');`,
        resolveDir: source,
      },
      outfile: join(folder, 'server.js'),
      bundle: true,
      platform: 'node',
    });
    await build({
      entryPoints: [join(source, 'healthcheck.ts')],
      outfile: join(folder, 'healthcheck.js'),
      bundle: true,
      platform: 'node',
    });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (file: string, env: NodeJS.ProcessEnv) =>
    spawn(process.execPath, [join(folder, file)], { env, stdio: ['ignore', 'pipe', 'inherit'] });

  const exitCode = async (child: ReturnType<typeof run>) =>
    child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0];

  const probe = (port: string) => exitCode(run('healthcheck.js', { PORT: port }));

  const startServer = async (drainSeconds: string) => {
    const child = run('server.js', {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: exporter.bucketUrl,
      BUCKET_NAME: 'objects',
      DRAIN_SECONDS: drainSeconds,
      NODE_NO_WARNINGS: '1',
      PORT: '0',
    });
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    await until(() => lines.length > 0);
    return { child, lines, port: /"port":(\d+)/.exec(lines[0] ?? '')?.[1] ?? 'none' };
  };

  test('finds the bucket at an IP endpoint, drains on SIGTERM with the probe content, exits 0', async () => {
    exporter.bucket.objects.set('a', { size: 5 });
    const { child, lines, port } = await startServer('2');
    expect(await probe(port)).toBe(0);
    child.kill('SIGTERM');
    await until(() => lines.some((line) => line.includes('"draining"')));
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(503);
    expect(await probe(port)).toBe(0);
    const response = await fetch(`http://127.0.0.1:${port}/v2/exports`);
    expect(await untar(new Uint8Array(await response.arrayBuffer()))).toHaveLength(1);
    expect(await exitCode(child)).toBe(0);
    expect(await probe(port)).toBe(1);
  });

  test('exits at once with another code on a second signal', async () => {
    const { child, lines } = await startServer('90');
    child.kill('SIGINT');
    await until(() => lines.some((line) => line.includes('"draining"')));
    child.kill('SIGTERM');
    expect(await exitCode(child)).toBe(1);
  });

  test('does not start with wrong settings, and names each of them', async () => {
    const child = run('server.js', { PORT: 'http', DRAIN_SECONDS: '-1', NODE_NO_WARNINGS: '1' });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await exitCode(child)).toBe(1);
    for (const name of ['BUCKET_NAME', 'AWS_REGION', 'PORT', 'DRAIN_SECONDS']) {
      expect(said).toContain(name);
    }
  });
});
