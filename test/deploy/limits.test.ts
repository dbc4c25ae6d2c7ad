import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { clientConfig } from '../../lib/local/local-aws';
import { type Answer, callSigned, clientOf } from '../../lib/local/smoke/request';
import type { Started } from '../../lib/local/start';
import { CLIENT_BURST, LimitsStack, STAGE_BURST } from './limits-stack';
import { deploySession } from './session';
import { deployApp } from './small-app';

const session = deploySession();
let started: Started;

beforeAll(async () => {
  started = await deployApp(session, (app) => {
    new LimitsStack(app, 'Limits');
  });
}, 300_000);

afterAll(async () => {
  expect(await session.resources.disposeAll()).toEqual([]);
}, 60_000);

const output = (name: string) => started.deployment.outputs.Limits?.[name] ?? '';

const stageOf = (api: string) => ({
  aws: started.deployment.aws,
  apiId: output(`${api}Id`),
  name: 'v1',
});

/** Calls an API a number of times, all at once. */
function call(api: string, times: number, headers: Record<string, string> = {}): Promise<Answer[]> {
  const stage = stageOf(api);
  return Promise.all(
    Array.from({ length: times }, () =>
      callSigned(stage, { method: 'GET', path: '/objects', headers }, stage.aws.root),
    ),
  );
}

/** The header with the key of a client, as whoever hands it out looks it up. */
async function keyOf(client: string): Promise<Record<string, string>> {
  const gateway = new APIGatewayClient(clientConfig(started.deployment.aws));
  const { value = '' } = await gateway.send(
    new GetApiKeyCommand({ apiKey: output(`${client}KeyId`), includeValue: true }),
  );
  gateway.destroy();
  return { 'x-api-key': value };
}

const withStatus = (answers: readonly Answer[], status: number) =>
  answers.filter((answer) => answer.status === status);

test('answers 429 above the throttle of the stage, and says when to come again', async () => {
  const answers = await call('Throttled', STAGE_BURST * 6);
  expect(withStatus(answers, 200).length).toBeGreaterThanOrEqual(STAGE_BURST);
  const refused = withStatus(answers, 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['1']));
  expect(answers).toHaveLength(withStatus(answers, 200).length + refused.length);
}, 30_000);

test('serves the sample client that is throttled, once it has waited', async () => {
  await call('Throttled', STAGE_BURST * 6);
  const listed = (maxAttempts: number) => {
    const stage = stageOf('Throttled');
    return clientOf(stage, stage.aws.root, maxAttempts).list().next();
  };
  await expect(listed(1)).rejects.toMatchObject({ status: 429 });
  expect(await listed(4)).toEqual({ done: true, value: undefined });
}, 30_000);

test('answers 403 without a key, or with one that is none', async () => {
  const answers = [
    ...(await call('Metered', 1)),
    ...(await call('Metered', 1, { 'x-api-key': 'nobody-has-this-key-at-all' })),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403]);
}, 30_000);

test('answers one client 429 while another is served', async () => {
  const [blue, green] = await Promise.all([keyOf('Blue'), keyOf('Green')]);
  const answers = await call('Metered', CLIENT_BURST * 6, blue);
  expect(withStatus(answers, 200).length).toBeGreaterThanOrEqual(CLIENT_BURST);
  expect(withStatus(answers, 429).length).toBeGreaterThan(0);
  expect(withStatus(await call('Metered', 1, green), 200)).toHaveLength(1);
}, 30_000);
