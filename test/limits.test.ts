import { ENVIRONMENTS } from '../lib/config/environments';
import type { EnvironmentConfig } from '../lib/config/schema';
import { type Resource, resourcesOf, templatesOf } from './support/environment';

/** What the templates say of an API and of the function behind it. */
interface Limits {
  /** Requests per second that the stage lets through. */
  readonly rate: number;
  /** Requests at once that it lets through. */
  readonly burst: number;
  /** Seconds that 99 of 100 runs may take before an alarm rings. */
  readonly target: number;
  /** Seconds after which a run is ended. */
  readonly timeout: number;
  /** Runs at once that are set aside for the function. */
  readonly reserved: number | undefined;
}

function limitsOf(environment: string, changed: Partial<EnvironmentConfig> = {}): Limits {
  const find = finder(environment, changed);
  const stage = find('AWS::ApiGateway::Stage', /^Api\//);
  const [method = {}] = stage.MethodSettings as Throttle[];
  return limits(method, find, 'Api/Objects');
}

/** The same of the WebSocket API. */
function messagesOf(environment: string, changed: Partial<EnvironmentConfig> = {}): Limits {
  const find = finder(environment, changed);
  const { DefaultRouteSettings } = find('AWS::ApiGatewayV2::Stage', /./);
  return limits(DefaultRouteSettings as Throttle, find, 'Notifications/Connections');
}

interface Throttle {
  readonly ThrottlingRateLimit?: number;
  readonly ThrottlingBurstLimit?: number;
}

type Find = (type: string, id: RegExp) => Resource['properties'];

/** Finds the one resource of that type whose stack and id begin so. */
function finder(environment: string, changed: Partial<EnvironmentConfig>): Find {
  const resources = resourcesOf(templatesOf(environment, changed));
  return (type, id) => {
    const found = resources.filter((one) => one.type === type && id.test(`${one.stack}/${one.id}`));
    expect(found).toHaveLength(1);
    return found[0]?.properties ?? {};
  };
}

function limits(throttle: Throttle, find: Find, name: string): Limits {
  const handler = find('AWS::Lambda::Function', new RegExp(`^${name}`));
  const alarm = find(
    'AWS::CloudWatch::Alarm',
    new RegExp(`^Operations/${name.split('/')[1] ?? ''}Duration`),
  );
  const reserved = handler.ReservedConcurrentExecutions;
  return {
    rate: Number(throttle.ThrottlingRateLimit),
    burst: Number(throttle.ThrottlingBurstLimit),
    target: Number(alarm.Threshold) / 1000,
    timeout: Number(handler.Timeout),
    reserved: reserved === undefined ? undefined : Number(reserved),
  };
}

/**
 * The most runs that are under way when the API lets through all that it may and the function keeps its
 * target: those of the burst, and those that arrive meanwhile.
 */
function needed({ rate, burst, target, timeout }: Limits): number {
  return Math.ceil(burst + rate * (0.99 * target + 0.01 * timeout));
}

const enough = (limits: Limits) =>
  limits.reserved === undefined || limits.reserved >= needed(limits);

test.each(ENVIRONMENTS.map(({ name }) => name))(
  'sets aside in %s, where it sets aside, as many runs as the API can ask for',
  (name) => {
    expect(enough(limitsOf(name))).toBe(true);
  },
);

test.each<[string, Partial<EnvironmentConfig>]>([
  ['the rate is raised alone', { apiRateLimit: 600, apiBurstLimit: 600 }],
  ['the burst is raised alone', { apiBurstLimit: 1000 }],
  ['the function may be slower', { latencyTargetMs: 400 }],
  ['less is set aside', { functionConcurrency: 600 }],
])('notices when %s', (_, changed) => {
  expect(enough(limitsOf('production', changed))).toBe(false);
});

test('sets runs aside in production, and none where a new account would refuse it', () => {
  expect(limitsOf('production').reserved).toBeLessThanOrEqual(1000 - 100);
  expect(limitsOf('sandbox').reserved).toBeUndefined();
});

/** What AWS gives an account, and what it insists on leaving to the functions that have nothing set aside. */
const ACCOUNT = 1000;
const UNRESERVED = 100;

/** What one request may change at most, and what telling a few subscribers of a change is reckoned with. */
const DELETIONS = 1000;
const SECONDS_OF_A_CHANGE = 0.2;

/** What the templates say of the function that tells subscribers, and of the runs of them all. */
function changesOf(environment: string, changed: Partial<EnvironmentConfig> = {}) {
  const resources = resourcesOf(templatesOf(environment, changed));
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const reserved = functions.map(({ properties }) =>
    Number(properties.ReservedConcurrentExecutions ?? 0),
  );
  const notify = functions.find(({ id }) => id.startsWith('Notify'));
  const [kept] = resources.filter(({ type }) => type === 'AWS::Lambda::EventInvokeConfig');
  const stage = resources.find(({ type }) => type === 'AWS::ApiGateway::Stage');
  const [method = {}] = (stage?.properties.MethodSettings ?? []) as Record<string, unknown>[];
  return {
    sum: reserved.reduce((one, other) => one + other, 0),
    runs: Number(notify?.properties.ReservedConcurrentExecutions ?? 0),
    keptSeconds: Number(kept?.properties.MaximumEventAgeInSeconds),
    burst: Number(method.ThrottlingBurstLimit),
  };
}

const fitsAccount = ({ sum }: ReturnType<typeof changesOf>) => sum <= ACCOUNT - UNRESERVED;

/** Whether the last change of a burst of deletions is told of before Lambda gives it up. */
const tellsOfABurst = ({ burst, runs, keptSeconds }: ReturnType<typeof changesOf>) =>
  (burst * DELETIONS * SECONDS_OF_A_CHANGE) / runs <= keptSeconds;

test.each(ENVIRONMENTS.map(({ name }) => name))('leaves other functions room in %s', (name) => {
  expect(fitsAccount(changesOf(name))).toBe(true);
});

test('keeps a burst of changes from the rest of the account, and loses none of it', () => {
  const production = changesOf('production');
  expect(production.runs).toBeGreaterThan(0);
  expect(tellsOfABurst(production)).toBe(true);
  expect(changesOf('sandbox').runs).toBe(0);
});

test('notices when all together set aside too much, or a burst is too large to be told in time', () => {
  expect(fitsAccount(changesOf('production', { functionConcurrency: 850 }))).toBe(false);
  expect(fitsAccount(changesOf('production', { apiRateLimit: 1100 }))).toBe(false);
  expect(tellsOfABurst(changesOf('production', { apiBurstLimit: 2500 }))).toBe(false);
});

/** Whether what is not set aside suffices for clients that connect, which no function of theirs has to itself. */
const connectsAll = (messages: Limits, { sum }: ReturnType<typeof changesOf>) =>
  needed(messages) <= ACCOUNT - sum;

test('leaves clients that connect as many runs as the WebSocket API can ask for', () => {
  expect(connectsAll(messagesOf('production'), changesOf('production'))).toBe(true);
  const raised = { apiRateLimit: 800, apiBurstLimit: 1000 };
  expect(connectsAll(messagesOf('production', raised), changesOf('production', raised))).toBe(
    false,
  );
});
