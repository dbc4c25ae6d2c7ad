import { Template } from 'aws-cdk-lib/assertions';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Network, type NetworkProps } from '../../lib/constructs/network';
import { testApp, TestStack } from '../support/app';

const CIDR = '10.0.0.0/16';

function template(props: Partial<NetworkProps> = {}): Template {
  const stack = new TestStack();
  new Network(stack, 'Network', { cidr: CIDR, ...props });
  return Template.fromStack(stack);
}

/** The range of each subnet by logical id. */
function ranges(of: Template): Record<string, string> {
  const subnets = Object.entries(of.findResources('AWS::EC2::Subnet'));
  return Object.fromEntries(
    subnets.map(([id, { Properties }]) => [id, (Properties as { CidrBlock: string }).CidrBlock]),
  );
}

test('gives three zones a public, a private and an isolated subnet each', () => {
  const names = Object.keys(ranges(template())).map(
    (id) => /(Public|Private|Isolated)Subnet\d/.exec(id)?.[0],
  );
  expect(names.sort()).toEqual(
    ['Isolated', 'Private', 'Public'].flatMap((tier) =>
      [1, 2, 3].map((zone) => `${tier}Subnet${String(zone)}`),
    ),
  );
});

test('gives no instance a public address by itself', () => {
  const subnets = Object.values(template().findResources('AWS::EC2::Subnet'));
  expect(
    subnets.map(
      ({ Properties }) => (Properties as { MapPublicIpOnLaunch?: boolean }).MapPublicIpOnLaunch,
    ),
  ).toEqual(subnets.map(() => false));
});

test('gives every zone its own NAT gateway by default', () => {
  template().resourceCountIs('AWS::EC2::NatGateway', 3);
});

test.each([
  ['none', 0],
  ['single', 1],
  ['per-zone', 3],
  ['regional', 1],
] as const)('makes with egress %s %i NAT gateways', (egress, count) => {
  template({ egress }).resourceCountIs('AWS::EC2::NatGateway', count);
});

test('lets the regional NAT gateway span the zones', () => {
  template({ egress: 'regional' }).hasResourceProperties('AWS::EC2::NatGateway', {
    AvailabilityMode: 'regional',
  });
});

test('gives private subnets no way out with egress none, but the endpoints that Fargate needs', () => {
  const none = template({ egress: 'none' });
  const services = Object.values(
    none.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Interface' } }),
  );
  expect(
    services
      .map(
        ({ Properties }) =>
          /ecr\.\w+|logs/.exec(
            JSON.stringify((Properties as { ServiceName: unknown }).ServiceName),
          )?.[0],
      )
      .sort(),
  ).toEqual(['ecr.api', 'ecr.dkr', 'logs']);
  const routes = Object.keys(none.findResources('AWS::EC2::Route'));
  expect(routes.filter((id) => id.includes('Private'))).toEqual([]);
  none.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [{ CidrIp: CIDR, FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }],
  });
});

test('reaches S3 and DynamoDB by gateway endpoints from every route table', () => {
  const endpoints = Object.values(
    template().findResources('AWS::EC2::VPCEndpoint', {
      Properties: { VpcEndpointType: 'Gateway' },
    }),
  );
  expect(
    endpoints.map(
      ({ Properties }) => (Properties as { RouteTableIds: unknown[] }).RouteTableIds.length,
    ),
  ).toEqual([9, 9]);
});

test('logs all traffic and keeps the log for a year', () => {
  template().hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL' });
  template().hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 365 },
    DeletionPolicy: 'Retain',
  });
});

test('keeps the flow log as long as asked and deletes it with the network when asked', () => {
  const asked = template({
    flowLogRetention: logs.RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  asked.hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 7 },
    DeletionPolicy: 'Delete',
  });
});

test('lets only this account have flow logs written with its role', () => {
  template().hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    },
  });
});

test('empties the default security group', () => {
  template().resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
});

test('moves no subnet when a zone is added', () => {
  const before = ranges(template({ maxAzs: 2 }));
  expect(ranges(template({ maxAzs: 3 }))).toMatchObject(before);
});

test.each(['none', 'single', 'regional'] as const)(
  'moves no subnet when egress changes to %s',
  (egress) => {
    expect(ranges(template({ egress }))).toEqual(ranges(template()));
  },
);

test.each(['10.0.0.0/16', '10.0.0.0/20'])('finds room for every subnet in %s', (cidr) => {
  expect(Object.keys(ranges(template({ cidr }))).length).toBe(9);
});

test('lists everything that is wrong in one error', () => {
  expect(() => template({ cidr: '10.0.0.0/24', maxAzs: 5 })).toThrow(
    'cidr is 10.0.0.0/24; use a range from /16 to /20\nmaxAzs is 5; use 2 to 4\n' +
      'maxAzs is 5 but the stack offers 3 availability zones; override availabilityZones of the stack, or lower maxAzs',
  );
});

test('fails when the stack offers fewer zones than asked for', () => {
  const agnostic = new Stack(testApp(), 'Agnostic');
  expect(() => new Network(agnostic, 'Network', { cidr: CIDR })).toThrow(
    'maxAzs is 3 but the stack offers 2 availability zones',
  );
});
