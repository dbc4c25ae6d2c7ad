import { STATUS_CODES } from 'node:http';
import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { clientConfig } from '../../lib/local/local-aws';
import { type Answer, callSigned, clientOf, send } from '../../lib/local/smoke/request';
import type { Started } from '../../lib/local/start';
import {
  CLIENT_BURST,
  EXPORTS,
  LimitsStack,
  OBJECTS,
  ORIGIN,
  ROUTE_BURST,
  STAGE_BURST,
} from './limits-stack';
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
  name: 'live',
});

/** Calls an API a number of times, all at once. */
function call(
  api: string,
  times: number,
  headers: Record<string, string> = {},
  path = OBJECTS,
): Promise<Answer[]> {
  const stage = stageOf(api);
  return Promise.all(
    Array.from({ length: times }, () =>
      callSigned(stage, { method: 'GET', path, headers }, stage.aws.root),
    ),
  );
}

/** What a browser asks before it lets a page of an origin call. */
const preflight = (origin: string) =>
  send(
    stageOf('Browsed'),
    { method: 'OPTIONS', path: OBJECTS },
    { origin, 'access-control-request-method': 'GET' },
  );

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
  const stage = stageOf('Throttled');
  const list = (maxAttempts: number) => clientOf(stage, stage.aws.root, maxAttempts).list().next();
  const once = await Promise.allSettled(Array.from({ length: STAGE_BURST * 6 }, () => list(1)));
  const refused = once.filter(({ status }) => status === 'rejected');
  expect(refused).toContainEqual(
    expect.objectContaining({ reason: expect.objectContaining({ status: 429 }) as unknown }),
  );
  expect(await list(4)).toEqual({ done: true, value: undefined });
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

test('throttles one route while another is served', async () => {
  const exports = await call('Browsed', ROUTE_BURST * 6, {}, EXPORTS);
  expect(withStatus(exports, 200).length).toBeGreaterThanOrEqual(ROUTE_BURST);
  expect(withStatus(exports, 429).length).toBeGreaterThan(0);
  const objects = await call('Browsed', ROUTE_BURST * 6);
  expect(withStatus(objects, 200)).toHaveLength(ROUTE_BURST * 6);
}, 30_000);

test('lets pages of the named origin call, and of no other', async () => {
  const answer = await preflight(ORIGIN);
  expect(answer.status).toBe(204);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'access-control-allow-origin': ORIGIN,
    'access-control-allow-methods': 'GET',
    'access-control-allow-headers': expect.stringContaining('X-Amz-Date') as string,
    vary: 'Origin',
  });
  expect((await preflight('https://elsewhere.example.com')).status).toBe(403);
}, 30_000);

const isProblem = (answer: Answer | undefined, said: object) => {
  expect(answer?.headers.get('content-type')).toBe('application/problem+json');
  const problem = JSON.parse(String(answer?.body)) as Record<string, unknown>;
  expect(problem).toEqual({
    ...said,
    type: 'about:blank',
    instance: `urn:uuid:${String(problem.requestId)}`,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
};

test.each<[string, number, string, () => Promise<Answer | undefined>]>([
  [
    'a request that is not signed',
    403,
    'no credentials',
    () => send(stageOf('Browsed'), { method: 'GET', path: OBJECTS }, {}),
  ],
  [
    'a route that is not there',
    403,
    'no such route',
    async () => (await call('Browsed', 1, {}, '/nowhere'))[0],
  ],
  ['a missing key', 403, 'x-api-key', async () => (await call('Metered', 1))[0]],
  [
    'too many requests',
    429,
    'Retry-After',
    async () => withStatus(await call('Browsed', ROUTE_BURST * 6, {}, EXPORTS), 429)[0],
  ],
])(
  'tells of %s as a problem, with status %i',
  async (_, status, remedy, ask) => {
    const answer = await ask();
    expect(answer?.status).toBe(status);
    const detail = expect.stringContaining(remedy) as string;
    isProblem(answer, { title: STATUS_CODES[status], status, detail });
  },
  30_000,
);

test('tells of what has no answer of its own as a problem without a status', async () => {
  const nobody = { ...started.deployment.aws.root, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
  const answer = await callSigned(stageOf('Browsed'), { method: 'GET', path: OBJECTS }, nobody);
  expect(answer.status).toBe(403);
  isProblem(answer, { detail: expect.stringContaining('cannot be answered') as string });
}, 30_000);
