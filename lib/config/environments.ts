import { parseEnvironments, selectEnvironment } from './parse';
import type { EnvironmentConfig } from './schema';

/**
 * Every environment there is. The sandbox names no account, Region or zone: it deploys wherever the
 * caller's credentials point. Production is pinned; put your own account, Region and zones there.
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
    zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
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
 * @param changed fields that whoever deploys has set, instead of those of the list
 * @throws ConfigurationError when the name is unknown, or any environment has a problem
 */
export function environmentNamed(
  name: string,
  changed: Readonly<Record<string, unknown>> = {},
): EnvironmentConfig {
  const inputs = ENVIRONMENTS.map((one) => (one.name === name ? { ...one, ...changed } : one));
  return selectEnvironment(parseEnvironments(inputs), name);
}
