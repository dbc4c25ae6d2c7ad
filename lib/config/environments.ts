import { ZONE_IDS } from '../constructs/zone-ids';
import { ConfigurationError, parseEnvironments, selectEnvironment } from './parse';
import { NO_VPC_LINK } from './rules';
import type { EnvironmentConfig } from './schema';

/**
 * Every environment there is. The sandbox names no account and no Region: it deploys wherever the caller's
 * credentials point. Production is pinned; put your own account and Region there.
 */
export const ENVIRONMENTS: readonly EnvironmentConfig[] = [
  {
    name: 'sandbox',
    zones: 3,
    vpcCidr: '10.0.0.0/16',
    egress: 'single',
    minTasks: 3,
    maxTasks: 6,
    taskCpu: 256,
    taskMemoryMiB: 512,
    apiRateLimit: 50,
    apiBurstLimit: 100,
    webAcl: false,
    latencyTargetMs: 300,
    logRetentionDays: 7,
    onDelete: 'destroy',
  },
  {
    name: 'production',
    account: '111122223333',
    region: 'eu-central-1',
    zones: 3,
    vpcCidr: '10.1.0.0/16',
    egress: 'per-zone',
    minTasks: 3,
    maxTasks: 12,
    taskCpu: 512,
    taskMemoryMiB: 1024,
    apiRateLimit: 500,
    apiBurstLimit: 500,
    webAcl: true,
    latencyTargetMs: 300,
    functionConcurrency: 700,
    logRetentionDays: 365,
    onDelete: 'retain',
  },
];

/**
 * The checked environment of that name.
 *
 * @param changed fields that the caller has set, instead of those of the list
 * @param callerRegion where an environment goes that names no Region, as far as that is known; a Region with
 * fewer zones than the environment asks for gives it those that there are
 * @throws ConfigurationError when the name is unknown, or any environment has a problem
 */
export function environmentNamed(
  name: string,
  changed: Readonly<Record<string, unknown>> = {},
  callerRegion?: string,
): EnvironmentConfig {
  const inputs = ENVIRONMENTS.map((one) => (one.name === name ? { ...one, ...changed } : one));
  const environment = selectEnvironment(parseEnvironments(inputs), name);
  if (callerRegion === undefined || environment.region !== undefined) return environment;
  const offered = ZONE_IDS.get(callerRegion)?.length;
  if (offered === undefined) {
    throw new ConfigurationError(
      `${name} names no Region, and AWS_REGION or the profile is "${callerRegion}": ${NO_VPC_LINK}`,
    );
  }
  return { ...environment, zones: Math.min(environment.zones, offered) };
}
