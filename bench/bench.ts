import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROUNDS = 5;
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const cdk = 'node_modules/aws-cdk/bin/cdk';
const quiet = { CDK_VALIDATION: 'false', CDK_OUTDIR: join(folder, 'out') };
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: object };
const withContext = { ...quiet, CDK_CONTEXT_JSON: JSON.stringify(context) };

/** One program that is timed from its start to its end. */
interface Program {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A program and the floor that it is held against, both measured in the same rounds. */
interface Comparison {
  readonly name: string;
  readonly program: Program;
  readonly floorName: string;
  readonly floor: Program;

  /** What the ratio should stay below. */
  readonly target: number;
}

function seconds({ args, env }: Program): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new Error(`${args.join(' ')} exited with ${String(status)}: ${stderr.slice(-600)}`);
  return (performance.now() - started) / 1000;
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The modules that the app loads, loaded by a program that does nothing else. */
function moduleFloor(): string {
  const list = join(folder, 'modules.json');
  const recorder = join(folder, 'record.cjs');
  const loader = join(folder, 'load.cjs');
  writeFileSync(
    recorder,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(require.cache).filter((name) => name.includes('node_modules/aws-cdk-lib')))));`,
  );
  const args = ['--require', recorder, '--require', 'tsx/cjs', 'bin/app.ts'];
  seconds({ args, env: withContext });
  writeFileSync(loader, `for (const name of require(${JSON.stringify(list)})) require(name);`);
  return loader;
}

/** A bundle of the function and one of a handler that does nothing, each called once. */
function handlerCalls(): { readonly function: string; readonly floor: string } {
  const event = {
    httpMethod: 'GET',
    resource: '/none',
    path: '/none',
    headers: {},
    requestContext: {},
  };
  const nothing = join(folder, 'nothing.js');
  writeFileSync(nothing, 'exports.handler = async () => ({ statusCode: 200 });');
  const bundle = join(folder, 'objects.js');
  buildSync({
    entryPoints: ['lambda/objects/handler.ts'],
    outfile: bundle,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
  });
  const call = (file: string) =>
    `require(${JSON.stringify(file)}).handler(${JSON.stringify(event)})`;
  return { function: call(bundle), floor: call(nothing) };
}

const calls = handlerCalls();
const app: Program = { args: ['--require', 'tsx/cjs', 'bin/app.ts'], env: withContext };
const fast: Program = {
  args: [cdk, 'synth', '--quiet', '--output', join(folder, 'fast')],
  env: quiet,
};
const lambdaEnv = { BUCKET_NAME: 'bench', AWS_REGION: 'us-east-1' };
const comparisons: readonly Comparison[] = [
  {
    name: 'synthesize the app',
    program: app,
    floorName: 'load its CDK modules',
    floor: { args: [moduleFloor()] },
    target: 4,
  },
  {
    name: 'cdk synth, fast',
    program: fast,
    floorName: 'synthesize the app',
    floor: app,
    target: 2.5,
  },
  {
    name: 'cdk synth, strict',
    program: { args: [cdk, 'synth', '--quiet', '--output', join(folder, 'strict')] },
    floorName: 'cdk synth, fast',
    floor: fast,
    target: 3,
  },
  {
    name: 'unit tests',
    program: {
      args: [resolve('node_modules/jest/bin/jest.js'), '--selectProjects', 'unit', '--silent'],
    },
    floorName: 'synthesize the app',
    floor: app,
    target: 20,
  },
  {
    name: 'start of the objects function',
    program: { args: ['-e', calls.function], env: lambdaEnv },
    floorName: 'start of a function that does nothing',
    floor: { args: ['-e', calls.floor] },
    target: 9,
  },
];

try {
  console.log(
    `medians of ${String(ROUNDS)} interleaved rounds; only the ratios can be compared between machines\n`,
  );
  for (const { name, program, floorName, floor, target } of comparisons) {
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      times[0].push(seconds(program));
      times[1].push(seconds(floor));
    }
    const [mine, its] = [median(times[0]), median(times[1])];
    const verdict = mine / its <= target ? '' : '  above its target';
    console.log(
      `${(mine / its).toFixed(1).padStart(5)}x  ${name} (${mine.toFixed(2)} s) / ${floorName} (${its.toFixed(2)} s), target ${String(target)}x${verdict}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
