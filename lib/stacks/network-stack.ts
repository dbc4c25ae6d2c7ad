import { Fn, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type Egress, Network } from '../constructs/network';

/** Properties for {@link NetworkStack}. */
export interface NetworkStackProps extends StackProps {
  /** How many zones of whichever Region is deployed to, or the names of the zones. */
  readonly zones: number | readonly string[];

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

  private readonly zones: readonly string[];

  public constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const { zones } = props;
    this.zones =
      typeof zones === 'number'
        ? Array.from({ length: zones }, (_, index) => Fn.select(index, Fn.getAzs()))
        : zones;
    this.vpc = new Network(this, 'Network', {
      cidr: props.cidr,
      maxAzs: this.zones.length,
      egress: props.egress,
      flowLogRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    }).vpc;
  }

  /**
   * The zones given by the configuration, so that synthesis needs no lookup; a stack for any Region
   * would otherwise have two.
   */
  public override get availabilityZones(): string[] {
    return [...this.zones];
  }
}
