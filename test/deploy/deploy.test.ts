import { IAMClient } from '@aws-sdk/client-iam';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { DOCUMENTS } from '../../api/documents';
import { adapt } from '../../lib/local/adapt';
import { findContainerHost } from '../../lib/local/container-host';
import { clientConfig } from '../../lib/local/local-aws';
import { parseOptions } from '../../lib/local/options';
import type { Callers } from '../../lib/local/smoke/check';
import { CHECKS } from '../../lib/local/smoke/checks';
import { accessTo as access } from '../../lib/local/smoke/access';
import { assumeCallers, assumeClient, smoke, stageOf } from '../../lib/local/smoke/smoke';
import { start, type Started } from '../../lib/local/start';
import { ensurePython } from '../../lib/local/python';
import { REPLACED } from '../../lib/local/support';
import { mayListUsers } from './boundary';
import { fanOut } from './fan-out';
import { testForgeries } from './forgeries-tests';
import { ensureFuzzer, fuzz } from './fuzz/fuzz';
import { countOf, fuzzVersions } from './fuzz/versions';
import { whatIsThere } from './leftovers';
import { bucketOf } from './hard-calls';
import { testHardCalls } from './hard-calls-tests';
import { permissionsOf } from './permissions';
import { deploySession } from './session';
import { tryGuide } from './try-it';

const session = deploySession();
let started: Started;

beforeAll(async () => {
  const steps = { findContainerHost: () => findContainerHost(session), adapt, smoke, access };
  started = await start(session, await parseOptions(['--once']), steps);
  const { withoutContainers } = started.deployment;
  if (withoutContainers !== undefined) {
    console.warn(`THE CONTAINER PART IS SKIPPED: ${withoutContainers}`);
  }
}, 300_000);

afterAll(async () => {
  expect(await session.resources.disposeAll()).toEqual([]);
}, 60_000);

test('keeps every promise that is called in', () => {
  const skipped = started.deployment.withoutContainers === undefined ? [] : ['skipped'];
  const unkept = started.smoke.filter(({ outcome }) => ![...skipped, 'passed'].includes(outcome));
  expect(unkept).toEqual([]);
  expect(started.smoke.length).toBeGreaterThan(9);
});

testForgeries(() => started);

testHardCalls(() => started);

test('needs every permission that it has', async () => {
  const iam = new IAMClient(clientConfig(started.deployment.aws));
  const roles = ['Identity-ApiClient', 'Api-ObjectsRole'];
  roles.push('Notifications-ConnectionsRole', 'Notifications-NotifyRole');
  if (started.deployment.withoutContainers === undefined) roles.push('Service-ExporterTaskRole');
  const permissions = (await Promise.all(roles.map((role) => permissionsOf(iam, role)))).flat();
  const unneeded: string[] = [];
  const callers = await assumeCallers(started.deployment);
  // Else each permission would seem to be needed.
  expect(await everyCheckPasses(callers)).toBe(true);
  for (const permission of permissions) {
    if (await permission.without(() => everyCheckPasses(callers))) unneeded.push(permission.name);
  }
  expect(permissions.length).toBeGreaterThan(8);
  // The emulator writes logs and traces without asking the role, and no event to the queue. Without
  // containers nobody calls /exports.
  const { withoutContainers } = started.deployment;
  const unseen =
    withoutContainers === undefined ? / (logs|xray|sqs):/ : / (logs|xray|sqs):|exports$/;
  expect(unneeded.filter((name) => !unseen.test(name))).toEqual([]);
}, 600_000);

test('tells 200 clients of 50 changes, loses none and tells none twice', async () => {
  const { deployment } = started;
  const credentials = await assumeClient(deployment);
  const size = { clients: 200, changes: 50 };
  const heard = await fanOut(stageOf(deployment), credentials, bucketOf(deployment), size, 120_000);
  console.info(`10,000 messages took ${String(heard.tookMs)} ms`);
  expect(heard).toMatchObject({ lost: 0, twice: 0, strange: 0 });
}, 180_000);

test('keeps the word of both documents whatever is asked', async () => {
  const { deployment } = started;
  const before = readdirSync(session.project);
  const { FUZZ_SEED: seed = '1', FUZZ_EXAMPLES: examples = '118' } = process.env;
  const fuzzed = await fuzzVersions(session, stageOf(deployment), await assumeClient(deployment), {
    seed: Number(seed),
    examples: Number(examples),
    withExports: deployment.withoutContainers === undefined,
  });
  const answers = Object.entries(fuzzed.answers);
  const total = answers.reduce((sum, [, counts]) => sum + countOf(counts, /./), 0);
  const throttled = answers.reduce((sum, [, counts]) => sum + countOf(counts, /429/), 0);
  console.info(`${String(total)} requests took ${String(fuzzed.tookMs)} ms with the seed ${seed}`);
  expect(total).toBeGreaterThan(2000);
  expect(throttled).toBeLessThan(total / 20);
  const accepted = answers.map(([name, counts]) => [name, countOf(counts, /^[23]/)] as const);
  expect(accepted.length).toBeGreaterThanOrEqual(14);
  expect(accepted.filter(([, count]) => count < 10)).toEqual([]);
  expect(readdirSync(session.project)).toEqual(before);
}, 600_000);

test('notices an answer that the document does not promise', async () => {
  const { deployment } = started;
  const document = structuredClone(DOCUMENTS.v2);
  Object.assign(document.components?.schemas?.DeletionResult ?? {}, { required: ['undone'] });
  const found = fuzz(session, {
    python: await ensureFuzzer(session),
    stage: stageOf(deployment),
    credentials: await assumeClient(deployment),
    version: 'v2',
    document,
    seed: 1,
    examples: 1,
    args: ['--include-operation-id', 'deleteObjects'],
  });
  await expect(found).rejects.toThrow(/v2 with the seed 1:[^]*"undone" is a required property/);
}, 60_000);

test('is called by curl, Python and Node.js as the guide says', async () => {
  const { deployment } = started;
  if (deployment.withoutContainers !== undefined) return;
  const said = await tryGuide(session, await access(deployment), await ensurePython(session));
  // Answers have no line feed at their end.
  expect(said.sh).toMatch(/^hello\{.*"key":"try\/curl\.txt".*\}try\/curl\.txt$/m);
  expect(said.python).toMatch(/^hello\ntry\/curl\.txt 5\ntry\/python\.txt 5\n\['try\/curl\.txt'/);
  expect(said.python).toMatch(/assumed-role\/\S+ApiClient\S+$/);
  expect(said.ts).toMatch(/^hello\n[^]*^try\/node\.txt 5\n[^]*^deleted try\/node\.txt$/m);
}, 60_000);

test('holds a role below its permissions boundary', async () => {
  const { aws, outputs } = started.deployment;
  const role = outputs['Sandbox-Identity']?.ApiClientRoleArn?.split('/').at(-1) ?? '';
  const credentials = await assumeClient(started.deployment);
  expect(await mayListUsers(aws, role, credentials)).toEqual({ within: false, without: true });
});

test('says of every resource type what became of it', async () => {
  const python = await ensurePython(session);
  const { stdout } = await promisify(execFile)(python, [
    '-c',
    'from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as handlers; print(*handlers)',
  ]);
  const known = stdout.trim().split(' ');
  expect(Object.keys(REPLACED).filter((type) => known.includes(type))).toEqual([]);
  const types = started.support.map(({ type }) => type);
  const unaccounted = types.filter(
    (type) => !known.includes(type) && !(type in REPLACED) && !type.startsWith('Custom::'),
  );
  expect(unaccounted).toEqual([]);
});

test('leaves nothing behind when it is destroyed', async () => {
  const { aws, assembly, cdk } = started.deployment;
  await cdk.destroy(assembly);
  // The bootstrap stays. The emulator writes the logs of CDK's helpers although their permissions
  // boundary lets no role make a log group; on AWS they have none.
  const known = /CDKToolkit|cdk-hnb659fds|log group \/aws\/lambda\/\w+-\w+-Custom/;
  const left = (await whatIsThere(aws)).filter((name) => !known.test(name));
  expect(left).toEqual([]);
}, 120_000);

async function everyCheckPasses(callers: Callers): Promise<boolean> {
  const { withoutContainers } = started.deployment;
  for (const check of CHECKS) {
    if (check.needsContainers && withoutContainers !== undefined) continue;
    try {
      await check.run(stageOf(started.deployment), callers);
    } catch {
      return false;
    }
  }
  return true;
}
