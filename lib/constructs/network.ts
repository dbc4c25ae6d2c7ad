import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { parseCidr } from './cidr';
import { defaultChild } from './default-child';
import { addGatewayEndpoints } from './gateway-endpoints';
import { isWhole, Problems } from './problems';
import { ServiceRole } from './service-role';

export { zoneIdsOf } from './zones-of-stack';

/** Every way out. */
const EGRESS = ['none', 'single', 'per-zone', 'regional'] as const;

/**
 * How what runs in the private subnets reaches what lies outside the VPC.
 *
 * - `none`: only through VPC endpoints; nothing reaches the internet
 * - `single`: one NAT gateway in the first zone; its loss cuts off every zone
 * - `per-zone`: a NAT gateway in each zone, so losing a zone never cuts off the others
 * - `regional`: one regional NAT gateway that spans the zones by itself
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
 */
export type Egress = (typeof EGRESS)[number];

/** Properties for {@link Network}. */
export interface NetworkProps {
  /** The IPv4 range of the VPC, from /16 to /20, for example `10.0.0.0/16`. */
  readonly cidr: string;

  /**
   * How many Availability Zones of the stack to use, from 2 to 4, by their names.
   *
   * @default 3
   */
  readonly maxAzs?: number;

  /**
   * The Availability Zones to use instead, from 2 to 4, by their ids, such as `use1-az1`. An id names the same
   * zone in every account, a name does not. {@link zoneIdsOf} has them for any Region.
   *
   * @default - the first `maxAzs` zones that the stack offers, by their names
   */
  readonly zoneIds?: readonly string[];

  /**
   * How what runs in the private subnets reaches what lies outside the VPC.
   *
   * @default - a NAT gateway in each zone, so losing a zone never cuts off the others
   */
  readonly egress?: Egress;

  /**
   * How long the flow log is kept.
   *
   * @default - one year
   */
  readonly flowLogRetention?: logs.RetentionDays;

  /**
   * What becomes of the flow log when the network is deleted.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Zones for which the address plan has room; growing up to it moves no subnet. */
const ZONES_PLANNED = 4;

/**
 * A VPC in several Availability Zones: public, private and isolated subnets, one named way out,
 * endpoints and a flow log.
 *
 * @throws when the zones or the range are not such as described, with every problem
 */
export class Network extends Construct {
  /** The VPC; its subnet groups are `Public`, `Private` and `Isolated`. */
  public readonly vpc: ec2.IVpc;

  public constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const zones = props.zoneIds?.length ?? props.maxAzs ?? 3;
    const egress = props.egress ?? 'per-zone';
    const flowLogRetention = props.flowLogRetention ?? logs.RetentionDays.ONE_YEAR;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    validate(Stack.of(this), props, zones);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(props.cidr),
      ...(props.zoneIds ? { availabilityZones: [...props.zoneIds] } : { maxAzs: zones }),
      reservedAzs: ZONES_PLANNED - zones,
      natGateways: { none: 0, single: 1, 'per-zone': zones, regional: 1 }[egress],
      natGatewayProvider:
        egress === 'regional' ? ec2.NatProvider.regionalGateway() : ec2.NatProvider.gateway(),
      subnetConfiguration: tiers(props.cidr, egress),
      restrictDefaultSecurityGroup: true,
    });
    this.vpc = vpc;
    if (props.zoneIds) placeById(vpc);
    addGatewayEndpoints(vpc);
    if (egress === 'none') this.addFargateEndpoints(props.cidr);

    const logGroup = new logs.LogGroup(this, 'FlowLogs', {
      retention: flowLogRetention,
      removalPolicy,
    });
    const { role } = new ServiceRole(this, 'FlowLogRole', {
      service: 'vpc-flow-logs.amazonaws.com',
    });
    vpc.addFlowLog('FlowLog', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup, role),
      trafficType: ec2.FlowLogTrafficType.ALL,
    });
  }

  /** What a Fargate task needs to start and log where there is no way out. */
  private addFargateEndpoints(cidr: string): void {
    const securityGroup = new ec2.SecurityGroup(this, 'EndpointSecurityGroup', {
      vpc: this.vpc,
      description: 'HTTPS from inside the VPC to the interface endpoints',
      allowAllOutbound: false,
    });
    // The literal range, not a reference to the VPC: rules that check templates can read it.
    securityGroup.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.HTTPS);
    const services = {
      EcrApi: ec2.InterfaceVpcEndpointAwsService.ECR,
      EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
      Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
    };
    for (const [id, service] of Object.entries(services)) {
      const endpoint = this.vpc.addInterfaceEndpoint(id, {
        service,
        subnets: { subnetGroupName: 'Private' },
        securityGroups: [securityGroup],
        open: false,
      });
      endpoint.addToPolicy(
        new iam.PolicyStatement({
          principals: [new iam.StarPrincipal()],
          actions: ['*'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:PrincipalAccount': Stack.of(this).account } },
        }),
      );
    }
  }
}

/**
 * The address plan: three tiers of four subnets and room for a fourth tier. Masks are fixed, so a new
 * zone or another egress mode moves no subnet. The public tier comes last because its subnets are the
 * smallest and would otherwise leave gaps.
 */
function tiers(cidr: string, egress: Egress): ec2.SubnetConfiguration[] {
  const prefix = Number(cidr.split('/')[1]);
  const large = prefix + 4;
  const hasNat = egress !== 'none';
  return [
    {
      name: 'Private',
      subnetType: hasNat ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PRIVATE_ISOLATED,
      cidrMask: large,
    },
    { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: large },
    {
      name: 'Reserved',
      subnetType: ec2.SubnetType.PRIVATE_ISOLATED,
      cidrMask: large,
      reserved: true,
    },
    {
      name: 'Public',
      subnetType: ec2.SubnetType.PUBLIC,
      cidrMask: prefix + 6,
      mapPublicIpOnLaunch: false,
    },
  ];
}

/** `ec2.Vpc` knows zones by name only; what it took for a name is an id. */
function placeById({ publicSubnets, privateSubnets, isolatedSubnets }: ec2.IVpc): void {
  for (const subnet of [...publicSubnets, ...privateSubnets, ...isolatedSubnets]) {
    const resource = defaultChild(subnet, ec2.CfnSubnet);
    resource.availabilityZoneId = resource.availabilityZone;
    resource.availabilityZone = undefined;
  }
}

function validate(
  stack: Stack,
  { cidr, egress, maxAzs, zoneIds }: NetworkProps,
  zones: number,
): void {
  const problems = new Problems();
  const { prefix = 0 } = parseCidr(cidr) ?? {};
  if (Token.isUnresolved(cidr) || prefix < 16 || prefix > 20) {
    const remedy =
      'the address plan divides it here; use a literal such as 10.0.0.0/16, /16 to /20';
    problems.add('cidr', cidr, remedy);
  }
  problems.checkChoice('egress', egress, EGRESS);
  if (maxAzs !== undefined && zoneIds !== undefined) {
    problems.add('maxAzs', maxAzs, 'zoneIds says how many there are; leave one of the two out');
  }
  const range = isWhole(2, ZONES_PLANNED);
  const field = zoneIds ? 'zoneIds' : 'maxAzs';
  problems.check(field, zoneIds ?? zones, () => range(zones), `use 2 to ${String(ZONES_PLANNED)}`);
  if (zoneIds && new Set(zoneIds).size < zones) {
    problems.add('zoneIds', zoneIds, 'name each zone once');
  }
  const offered = zoneIds ? zones : stack.availabilityZones.length;
  if (zones > offered) {
    problems.add(
      'maxAzs',
      zones,
      `the stack offers ${String(offered)} availability zones; give zoneIds, override availabilityZones of the stack, or lower maxAzs`,
    );
  }
  problems.throwIfAny();
}
