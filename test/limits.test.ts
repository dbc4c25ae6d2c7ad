import { ENVIRONMENTS } from '../lib/config/environments';
import type { EnvironmentConfig } from '../lib/config/schema';
import { type Resource, resourcesOf, templatesOf } from './support/environment';

/** What the templates say of the API and of the function behind `/objects`. */
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
  const resources = resourcesOf(templatesOf(environment, changed));
  const find = (type: string, id: RegExp): Resource['properties'] => {
    const found = resources.filter((one) => one.type === type && id.test(`${one.stack}/${one.id}`));
    expect(found).toHaveLength(1);
    return found[0]?.properties ?? {};
  };
  const stage = find('AWS::ApiGateway::Stage', /^Api\//);
  const [method = {}] = stage.MethodSettings as Record<string, unknown>[];
  const handler = find('AWS::Lambda::Function', /^Api\/Objects/);
  const alarm = find('AWS::CloudWatch::Alarm', /^Operations\/ObjectsDuration/);
  const reserved = handler.ReservedConcurrentExecutions;
  return {
    rate: Number(method.ThrottlingRateLimit),
    burst: Number(method.ThrottlingBurstLimit),
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

// Each test synthesizes an environment, which takes seconds on a busy machine.
jest.setTimeout(30_000);

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
