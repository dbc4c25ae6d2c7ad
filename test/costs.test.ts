import { readFileSync } from 'node:fs';
import { environmentNamed } from '../lib/config/environments';
import { type Resource, resourcesOf, templatesOf } from './support/environment';

interface Row {
  readonly part: string;
  readonly factors: readonly number[];
  readonly cost: number;
}

/** The rows and the sum of the table that ends in the sum of an environment. */
function table(environment: string): { rows: Row[]; sum: number } {
  const text = readFileSync('README.md', 'utf8');
  const [before = '', after = ''] = text.split(`**${environment} without traffic**`);
  const last = before.split('\n\n').at(-1) ?? '';
  const rows = [...last.matchAll(/^\| (.+?) +\| ([\d. ×]+?) +\| ([\d.]+) +\|$/gm)].map(
    ([, part = '', factors = '', cost]) => ({
      part,
      factors: factors.split(' × ').map(Number),
      cost: Number(cost),
    }),
  );
  return { rows, sum: Number(/^[ |]*\*\*([\d.]+)\*\*/.exec(after)?.[1]) };
}

const cents = (amount: number) => Math.round(amount * 100 + 1e-6);

/** How many metrics an alarm pays for. */
function metricsOf({ properties }: Resource): number {
  const metrics = properties.Metrics as { MetricStat?: object }[] | undefined;
  return metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1;
}

/** How many of each part an environment has. */
function counted(environment: string): Record<string, number> {
  const resources = resourcesOf(templatesOf(environment));
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const { minTasks, taskCpu, taskMemoryMiB } = environmentNamed(environment);
  const acl = of('AWS::WAFv2::WebACL');
  const all: Record<string, number> = {
    'NAT gateway': of('AWS::EC2::NatGateway').length,
    'its public IPv4 address': of('AWS::EC2::EIP').length,
    'Application Load Balancer': of('AWS::ElasticLoadBalancingV2::LoadBalancer').length,
    [`Fargate ARM, ${String(minTasks)} × ${String(taskCpu / 1024)} vCPU`]:
      (minTasks * taskCpu) / 1024,
    [`Fargate ARM, ${String(minTasks)} × ${String(taskMemoryMiB / 1024)} GB`]:
      (minTasks * taskMemoryMiB) / 1024,
    'alarms of the autoscaling': 2 * of('AWS::ApplicationAutoScaling::ScalingPolicy').length,
    'metrics that alarms watch': of('AWS::CloudWatch::Alarm')
      .map(metricsOf)
      .reduce((sum, count) => sum + count, 0),
    'the key of the alarm topic': of('AWS::KMS::Key').length,
    'the dashboard, beyond three in the account': of('AWS::CloudWatch::Dashboard').length,
    'web ACL': acl.length,
    'rules of the web ACL': acl.flatMap(({ properties }) => properties.Rules).length,
  };
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}

describe.each(['sandbox', 'production'])('the costs of %s', (environment) => {
  const { rows, sum } = table(environment);

  test('are computed from the arithmetic of each row, and add up', () => {
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.map(({ cost }) => cents(cost))).toEqual(
      rows.map(({ factors }) => cents(factors.reduce((product, factor) => product * factor, 1))),
    );
    expect(cents(sum)).toBe(rows.reduce((total, { cost }) => total + cents(cost), 0));
  });

  test('count what the templates have, and nothing else', () => {
    expect(Object.fromEntries(rows.map(({ part, factors }) => [part, factors[0]]))).toEqual(
      counted(environment),
    );
  });
});
