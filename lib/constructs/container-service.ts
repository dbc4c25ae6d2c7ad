import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ContainerServiceMetrics } from './container-service-metrics';
import { logRequests } from './load-balancer-log';
import { requireRunnable } from './service-limits';

/** Properties for {@link ContainerService}. */
export interface ContainerServiceProps {
  /** The cluster to run in; its VPC has the subnet groups `Private` and, for a public one, `Public`. */
  readonly cluster: ecs.ICluster;

  /** What to run: a task whose default container serves HTTP, `GET /healthz` included. */
  readonly taskDefinition: ecs.FargateTaskDefinition;

  /**
   * The bucket for the load balancer's access logs, under `alb/`. The policy of one that this app makes is
   * given the permission; one that is imported has to have it.
   */
  readonly accessLogs: s3.IBucket;

  /**
   * A certificate for the load balancer. With one it is public and speaks HTTPS on port 443.
   *
   * @default - it is internal and speaks HTTP on port 80 inside the VPC; an API in front terminates TLS
   */
  readonly certificate?: acm.ICertificate;

  /**
   * The fewest tasks, 1 or more.
   *
   * @default 3
   */
  readonly minTasks?: number;

  /**
   * The most tasks that autoscaling runs.
   *
   * @default - twice `minTasks`
   */
  readonly maxTasks?: number;

  /**
   * The removal policy of the load balancer: all but `DESTROY` protect it from deletion.
   *
   * @default - it is protected
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A Fargate service behind an Application Load Balancer: tasks spread over the zones, a deployment
 * that rolls back by itself, and autoscaling that alone decides how many tasks run. Its `connections` are
 * those of the tasks; callers come by those of the listener.
 *
 * @throws when AWS would refuse a property, or when it would do nothing, with every problem
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export class ContainerService extends Construct implements ec2.IConnectable {
  /** The load balancer. */
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;

  /** What callers connect to; nobody may until its `connections` allow it. */
  public readonly listener: elbv2.ApplicationListener;

  /** The tasks as the load balancer sees them: health checks, stickiness, alarms. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;

  /** The service. */
  public readonly service: ecs.FargateService;

  /** How many tasks run, for further metrics and for schedules. */
  public readonly scaling: ecs.ScalableTaskCount;

  /** The security group of the tasks. */
  public readonly securityGroup: ec2.ISecurityGroup;

  /** What the tasks may reach: HTTPS, and what `connections.allowTo` opens. */
  public readonly connections: ec2.Connections;

  /** What can be measured of it. */
  public readonly metrics: ContainerServiceMetrics;

  public constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    requireRunnable(this, props);
    const minTasks = props.minTasks ?? 3;
    const maxTasks = props.maxTasks ?? 2 * minTasks;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const { vpc } = props.cluster;

    this.securityGroup = new ec2.SecurityGroup(this, 'TaskSecurityGroup', {
      vpc,
      description: 'The tasks: HTTP from the load balancer, HTTPS to AWS',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'AWS endpoints');
    this.service = new ecs.FargateService(this, 'Service', {
      cluster: props.cluster,
      taskDefinition: props.taskDefinition,
      vpcSubnets: { subnetGroupName: 'Private' },
      securityGroups: [this.securityGroup],
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
      healthCheckGracePeriod: Duration.seconds(60),
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
    this.connections = this.service.connections;
    // The service has no desired count: autoscaling owns it, and each deploy would put it back.
    this.scaling = this.service.autoScaleTaskCount({
      minCapacity: minTasks,
      maxCapacity: maxTasks,
    });
    this.scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });

    this.loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      vpcSubnets: { subnetGroupName: props.certificate ? 'Public' : 'Private' },
      internetFacing: props.certificate !== undefined,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: elbv2.DesyncMitigationMode.STRICTEST,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    });
    logRequests(this.loadBalancer, props.accessLogs, 'alb');
    this.listener = this.listen(props.certificate);
    this.targetGroup = this.target();
    this.metrics = new ContainerServiceMetrics(this.service, this.targetGroup);
  }

  private listen(certificate?: acm.ICertificate): elbv2.ApplicationListener {
    return this.loadBalancer.addListener('Listener', {
      protocol: certificate ? elbv2.ApplicationProtocol.HTTPS : elbv2.ApplicationProtocol.HTTP,
      certificates: certificate && [certificate],
      sslPolicy: certificate && elbv2.SslPolicy.TLS13_12_RES_PQ,
      open: certificate !== undefined,
    });
  }

  private target(): elbv2.ApplicationTargetGroup {
    return this.listener.addTargets('Tasks', {
      protocol: elbv2.ApplicationProtocol.HTTP,
      port: 8080,
      targets: [this.service],
      // A lost task is noticed after at most 18 s, not 60 s and more as with the defaults.
      healthCheck: {
        path: '/healthz',
        interval: Duration.seconds(5),
        timeout: Duration.seconds(4),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
      // As long as ECS waits between SIGTERM and SIGKILL, so that an export under way can end.
      deregistrationDelay: Duration.seconds(120),
    });
  }
}
