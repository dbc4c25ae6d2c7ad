import { AssetHashType, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { requireLimits } from './function-limits';
import { letJoinVpc } from './function-network';
import { nodeBundle } from './node-bundle';
import { ServiceRole } from './service-role';

/** Properties for {@link NodeFunction}. */
export interface NodeFunctionProps {
  /** The folder below the project that has a `handler.ts` with an exported `handler`. */
  readonly entry: string;

  /** What the function is for, in at most 256 characters. */
  readonly description: string;

  /**
   * Environment variables; nothing secret.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Memory in MiB, 128 to 10240; CPU grows with it.
   *
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * How long one invocation may take, 15 minutes at most.
   *
   * @default - 10 seconds
   */
  readonly timeout?: Duration;

  /**
   * How many runs at once the account sets aside for the function, and the most that it may take. AWS
   * refuses a number that leaves the other functions of the account less than 100.
   *
   * @default - none: it shares with every other function what the account has, all of it if need be
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * How long the log is kept.
   *
   * @default - one year
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The VPC whose subnet group `Private` the function runs in, for what only that VPC reaches. It may send
   * HTTPS; `function.connections.allowTo` opens what else it needs.
   *
   * @default - none: it reaches AWS and the internet, and no VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The removal policy of the log.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A Lambda function written in TypeScript: bundled with its SDK, on ARM and the newest Node.js, with a
 * role, a log group and JSON logs of its own, traced by X-Ray. Grants of CDK go to its role.
 *
 * @throws when Lambda would refuse a property, with every problem
 * @see https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
 */
export class NodeFunction extends Construct implements iam.IGrantable {
  /** The function; `addEnvironment`, `connections` and versions are its own. */
  public readonly function: lambda.Function;

  /** The role of the function; grant it the statements that it needs. */
  public readonly role: iam.IRole;

  /** Who receives a grant: the role. */
  public readonly grantPrincipal: iam.IPrincipal;

  public constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    requireLimits(props);
    const memorySize = props.memorySize ?? 512;
    const timeout = props.timeout ?? Duration.seconds(10);
    const retention = props.logRetention ?? logs.RetentionDays.ONE_YEAR;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    const logGroup = new logs.LogGroup(this, 'Logs', { retention, removalPolicy });
    this.role = new ServiceRole(this, 'Role', { service: 'lambda.amazonaws.com' }).role;
    this.grantPrincipal = this.role;
    this.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'xray:PutTraceSegments and xray:PutTelemetryRecords have no resource-level permissions.',
    });
    this.function = new lambda.Function(this, 'Resource', {
      code: lambda.Code.fromAsset(props.entry, {
        bundling: nodeBundle({ entries: [`${props.entry}/handler.ts`] }),
        assetHashType: AssetHashType.OUTPUT,
      }),
      handler: 'handler.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      description: props.description,
      environment: props.environment,
      memorySize,
      timeout,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      role: this.role,
      ...(props.vpc && this.inside(props.vpc)),
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      recursiveLoop: lambda.RecursiveLoop.TERMINATE,
    });
  }

  private inside(vpc: ec2.IVpc): Partial<lambda.FunctionProps> {
    letJoinVpc(this.role);
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'The function: HTTPS to AWS',
      allowAllOutbound: false,
    });
    securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'AWS endpoints');
    return { vpc, vpcSubnets: { subnetGroupName: 'Private' }, securityGroups: [securityGroup] };
  }
}
