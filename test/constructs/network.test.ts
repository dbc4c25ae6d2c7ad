import { Match, Template } from 'aws-cdk-lib/assertions';
import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Network, type NetworkProps } from '../../lib/constructs/network';
import { testApp, TestStack } from '../support/app';
import { first, propertiesOf, testPromises } from '../support/promises';

const CIDR = '10.1.0.0/16';
const SUBNET = 'AWS::EC2::Subnet';

function template(props: Partial<NetworkProps> = {}): Template {
  const stack = new TestStack();
  new Network(stack, 'Network', { cidr: CIDR, ...props });
  return Template.fromStack(stack);
}

/** The range of each subnet by logical id. */
function ranges(of: Template): Record<string, string> {
  const subnets = Object.entries(of.findResources(SUBNET));
  return Object.fromEntries(
    subnets.map(([id, { Properties }]) => [id, (Properties as { CidrBlock: string }).CidrBlock]),
  );
}

const standard = template();

/** For each private subnet, the NAT gateway that its default route leads to. */
function waysOut(of: Template): string[] {
  return propertiesOf<{ NatGatewayId?: { Ref: string } }>(of, 'AWS::EC2::Route').flatMap(
    ({ NatGatewayId }) => NatGatewayId?.Ref ?? [],
  );
}

testPromises(
  () => standard,
  [
    {
      promise: 'leads every zone out by a NAT gateway of its own',
      holds: (of) => {
        of.resourceCountIs('AWS::EC2::NatGateway', 3);
        expect(new Set(waysOut(of)).size).toBe(3);
      },
      mutant: (resources) => {
        const NatGatewayId = { Ref: 'NetworkVpcPublicSubnet1NATGateway' };
        for (const { Type, Properties } of Object.values(resources)) {
          if (Type === 'AWS::EC2::Route') Object.assign(Properties ?? {}, { NatGatewayId });
        }
      },
    },
    {
      promise: 'moves no subnet when a zone is added',
      holds: (of) => {
        expect(ranges(of)).toMatchObject(ranges(template({ maxAzs: 2 })));
      },
      // What `Vpc` does without `reservedAzs`: it packs the zones that there are.
      mutant: (resources) => {
        const unplanned = new TestStack();
        new ec2.Vpc(unplanned, 'Vpc', { maxAzs: 3, ipAddresses: ec2.IpAddresses.cidr(CIDR) });
        const packed = propertiesOf(Template.fromStack(unplanned), SUBNET);
        for (const { Type, Properties } of Object.values(resources)) {
          if (Type === SUBNET) Object.assign(Properties ?? {}, { ...packed.shift() });
        }
      },
    },
    {
      promise: 'gives no instance a public address by itself',
      holds: (of) => {
        const subnets = propertiesOf(of, SUBNET);
        expect(subnets.map(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch)).toEqual(
          subnets.map(() => false),
        );
      },
      mutant: (resources) => {
        first(resources, SUBNET).MapPublicIpOnLaunch = true;
      },
    },
    {
      promise: 'logs all traffic and keeps the log for a year',
      holds: (of) => {
        const groups = Object.keys(of.findResources('AWS::Logs::LogGroup'));
        expect(groups).toHaveLength(1);
        of.hasResourceProperties('AWS::EC2::FlowLog', {
          ResourceType: 'VPC',
          TrafficType: 'ALL',
          LogGroupName: { Ref: groups[0] },
        });
        of.hasResource('AWS::Logs::LogGroup', {
          Properties: { RetentionInDays: 365 },
          DeletionPolicy: 'Retain',
        });
      },
      mutant: (resources) => {
        first(resources, 'AWS::EC2::FlowLog').TrafficType = 'REJECT';
      },
    },
    {
      promise: 'has flow logs written on behalf of this account alone',
      holds: (of) => {
        of.hasResourceProperties('AWS::IAM::Role', {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
                Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
        });
      },
      mutant: (resources) => {
        for (const { Properties } of Object.values(resources)) {
          delete Properties?.AssumeRolePolicyDocument;
        }
      },
    },
    {
      promise: 'empties the default security group',
      holds: (of) => {
        of.hasResourceProperties('Custom::VpcRestrictDefaultSG', {
          DefaultSecurityGroupId: Match.anyValue(),
        });
      },
      mutant: (resources) => {
        delete first(resources, 'Custom::VpcRestrictDefaultSG').DefaultSecurityGroupId;
      },
    },
    {
      promise: 'reaches S3 and DynamoDB by gateway endpoints from every route table',
      holds: (of) => {
        const endpoints = propertiesOf<{ VpcEndpointType: string; RouteTableIds: unknown[] }>(
          of,
          'AWS::EC2::VPCEndpoint',
        );
        expect(endpoints.map(({ RouteTableIds }) => RouteTableIds.length)).toEqual([9, 9]);
      },
      mutant: (resources) => {
        first(resources, 'AWS::EC2::VPCEndpoint').RouteTableIds = [];
      },
    },
  ],
);

test('gives three zones a private, an isolated and a public subnet each, and leaves room', () => {
  const plan = Object.entries(ranges(standard)).map(([id, range]) => [
    /(Public|Private|Isolated)Subnet\d/.exec(id)?.[0],
    range,
  ]);
  expect(Object.fromEntries(plan)).toEqual({
    PrivateSubnet1: '10.1.0.0/20',
    PrivateSubnet2: '10.1.16.0/20',
    PrivateSubnet3: '10.1.32.0/20',
    IsolatedSubnet1: '10.1.64.0/20',
    IsolatedSubnet2: '10.1.80.0/20',
    IsolatedSubnet3: '10.1.96.0/20',
    PublicSubnet1: '10.1.192.0/22',
    PublicSubnet2: '10.1.196.0/22',
    PublicSubnet3: '10.1.200.0/22',
  });
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
});

test('has its interface endpoints answer HTTPS from inside the VPC, in private subnets', () => {
  const none = template({ egress: 'none' });
  none.resourceCountIs('AWS::EC2::SecurityGroup', 1);
  none.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [{ CidrIp: CIDR, FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }],
    SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }],
  });
  none.hasResourceProperties('AWS::EC2::VPCEndpoint', {
    VpcEndpointType: 'Interface',
    SubnetIds: [1, 2, 3].map((zone) => ({
      Ref: Match.stringLikeRegexp(`PrivateSubnet${String(zone)}`),
    })),
  });
});

test('has its interface endpoints take requests of this account alone', () => {
  const ours = {
    Effect: 'Allow',
    Principal: '*',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
  };
  const policies = propertiesOf(template({ egress: 'none' }), 'AWS::EC2::VPCEndpoint')
    .filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface')
    .map(({ PolicyDocument }) => PolicyDocument);
  expect(policies).toHaveLength(3);
  for (const policy of policies) expect(policy).toMatchObject({ Statement: [ours] });
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

test.each(['none', 'single', 'regional'] as const)(
  'moves no subnet when egress changes to %s',
  (egress) => {
    expect(ranges(template({ egress }))).toEqual(ranges(standard));
  },
);

test.each(['10.0.0.0/16', '10.0.0.0/20'])('finds room for every subnet in %s', (cidr) => {
  expect(Object.keys(ranges(template({ cidr }))).length).toBe(9);
});

test('lists everything that is wrong in one error', () => {
  expect(() => template({ cidr: '10.0.0.0/24', maxAzs: 5 })).toThrow(
    'cidr is "10.0.0.0/24": the address plan divides it here; use a literal such as 10.0.0.0/16, /16 to /20\n' +
      'maxAzs is 5: use 2 to 4\n' +
      'maxAzs is 5: the stack offers 3 availability zones; give zoneIds, override availabilityZones of the stack, or lower maxAzs',
  );
});

test.each(['10.0.5.0/16', '10.0.0.0/16.5', '300.0.0.0/16', '010.0.0.0/16', '10.0.0.0', Aws.REGION])(
  'refuses the range %s',
  (cidr) => {
    expect(() => template({ cidr })).toThrow(/^cidr is "[^$]*": .* use a literal such as/);
  },
);

test('places subnets by the ids of zones when they are given', () => {
  const byId = template({ zoneIds: ['use1-az1', 'use1-az4'], egress: 'regional' });
  const places = propertiesOf(byId, SUBNET).map((one) => [
    one.AvailabilityZoneId,
    one.AvailabilityZone,
  ]);
  const expected = ['use1-az1', 'use1-az4'].map((id) => [id, undefined]);
  expect(places).toEqual([...expected, ...expected, ...expected]);
});

test.each<[string, Partial<NetworkProps>, string]>([
  ['one zone', { zoneIds: ['use1-az1'] }, 'zoneIds is ["use1-az1"]: use 2 to 4'],
  ['a zone twice', { zoneIds: ['use1-az1', 'use1-az1'] }, 'name each zone once'],
  [
    'a way out that is none',
    JSON.parse('{"egress":"nat"}') as Partial<NetworkProps>,
    'egress is "nat": use "none" or "single" or',
  ],
  [
    'ids and a number',
    { zoneIds: ['use1-az1', 'use1-az2'], maxAzs: 2 },
    'leave one of the two out',
  ],
])('refuses %s', (_, props, message) => {
  expect(() => template(props)).toThrow(message);
});

test('fails when the stack offers fewer zones than asked for', () => {
  const agnostic = new Stack(testApp(), 'Agnostic');
  expect(() => new Network(agnostic, 'Network', { cidr: CIDR })).toThrow(
    'maxAzs is 3: the stack offers 2 availability zones',
  );
});
