import { type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type Egress, Network, zoneIdsOf } from '../constructs/network';

/** Properties for {@link NetworkStack}. */
export interface NetworkStackProps extends StackProps {
  /** How many zones of the Region; a VPC link of API Gateway can stand in the first two. */
  readonly zones: number;

  /** The IPv4 range of the VPC. */
  readonly cidr: string;

  /** How what runs in the private subnets reaches what lies outside the VPC. */
  readonly egress: Egress;

  /** How long the flow log is kept. */
  readonly logRetention: logs.RetentionDays;

  /** What becomes of the flow log when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** The VPC. */
export class NetworkStack extends Stack {
  /** The VPC; its subnet groups are `Public`, `Private` and `Isolated`. */
  public readonly vpc: ec2.IVpc;

  private readonly zoneIds: readonly string[];

  public constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    this.zoneIds = zoneIdsOf(this, props.zones);
    this.vpc = new Network(this, 'Network', {
      cidr: props.cidr,
      zoneIds: this.zoneIds,
      egress: props.egress,
      flowLogRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    }).vpc;
  }

  /** The zones by their ids, so that synthesis needs no lookup of their names. */
  public override get availabilityZones(): string[] {
    return [...this.zoneIds];
  }
}
