import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { environmentNamed } from '../../lib/config/environments';
import { parseEnvironments } from '../../lib/config/parse';
import { ZONE_IDS } from '../../lib/constructs/zone-ids';
import { Environment } from '../../lib/environment';
import { NetworkStack } from '../../lib/stacks/network-stack';
import { testApp } from '../support/app';
import { propertiesOf } from '../support/promises';

const regions = RegionInfo.regions.map(({ name }) => name);
const sandbox = environmentNamed('sandbox');

/** What a Region is refused with, or nothing. */
function refusalOf(region: string): string | undefined {
  try {
    parseEnvironments([{ ...sandbox, region, zones: 2 }]);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

test('knows no Region that the CDK does not know', () => {
  expect([...ZONE_IDS.keys()].filter((region) => !regions.includes(region))).toEqual([]);
});

test.each(regions)('synthesizes in %s, or says why not', (region) => {
  const refusal = refusalOf(region);
  if (refusal !== undefined) {
    expect(ZONE_IDS.has(region)).toBe(false);
    expect(refusal).toContain(`region is "${region}": API Gateway has no VPC links there`);
    return;
  }
  const offered = ZONE_IDS.get(region)?.length ?? 0;
  const [config] = parseEnvironments([{ ...sandbox, region, zones: Math.min(3, offered) }]);
  if (config === undefined) throw new Error('the configuration is gone');
  const environment = new Environment(testApp(), config);
  const partition = RegionInfo.get(region).partition ?? '';
  const templates = environment.node.children
    .filter((child) => Stack.isStack(child))
    .map((stack) => JSON.stringify(Template.fromStack(stack).toJSON()));
  // An ARN with the partition of another Region is one that nothing has.
  const partitions = templates.join().match(/(?<=arn:)aws[a-z-]*(?=:)/g) ?? [];
  expect(partitions.filter((name) => name !== partition)).toEqual([]);
});

describe.each([
  ['neither account nor Region', {}],
  ['a Region', { region: 'us-east-1' }],
  ['account and Region', { account: '111122223333', region: 'us-east-1' }],
])('with %s', (_, env) => {
  test.each([2, 3, 4])('places every subnet in one of %i zones, and looks nothing up', (zones) => {
    const app = testApp();
    new NetworkStack(app, 'Network', {
      env,
      zones,
      cidr: '10.0.0.0/16',
      egress: 'regional',
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const assembly = app.synth();
    expect(assembly.manifest.missing).toBeUndefined();
    const template = Template.fromJSON(assembly.getStackArtifact('Network').template as object);
    const places = propertiesOf(template, 'AWS::EC2::Subnet').map((subnet) =>
      JSON.stringify(subnet.AvailabilityZoneId),
    );
    expect(places).toHaveLength(3 * zones);
    expect(new Set(places).size).toBe(zones);
  });
});
