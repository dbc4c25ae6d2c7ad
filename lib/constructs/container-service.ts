import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ContainerServiceMetrics } from './container-service-metrics';

/** Properties for {@link ContainerService}. */
export interface ContainerServiceProps {
  /** The cluster to run in; its VPC has the subnet groups `Private` and, for a public one, `Public`. */
  readonly cluster: ecs.ICluster;

  /** What to run: a task whose default container serves HTTP, `GET /healthz` included. */
  readonly taskDefinition: ecs.FargateTaskDefinition;

  /** The bucket for the load balancer's access logs; its policy lets the load balancer write. */
  readonly accessLogs: s3.IBucket;

  /**
   * A certificate for the load balancer. With one it is public and speaks HTTPS on port 443.
   *
   * @default - it is internal and speaks HTTP on port 80 inside the VPC; an API in front ends TLS
   */
  readonly certificate?: acm.ICertificate;

  /**
   * The fewest tasks.
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
   * What becomes of the load balancer when its stack is deleted. With `RETAIN` it is protected from
   * deletion.
   *
   * @default - it is protected
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A Fargate service behind an Application Load Balancer: tasks spread over the zones, a deployment
 * that rolls back by itself, and autoscaling that alone decides how many tasks run.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export class ContainerService extends Construct {
  /** The load balancer. */
  public readonly loadBalancer: elbv2.IApplicationLoadBalancer;

  /** What callers connect to; nobody may until `connections` allows it. */
  public readonly listener: elbv2.IApplicationListener;

  /** The service. */
  public readonly service: ecs.IService;

  /** What can be measured of it. */
  public readonly metrics: ContainerServiceMetrics;

  public constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    const minTasks = props.minTasks ?? 3;
    const maxTasks = props.maxTasks ?? 2 * minTasks;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const { vpc } = props.cluster;

    const securityGroup = new ec2.SecurityGroup(this, 'TaskSecurityGroup', {
      vpc,
      description: 'The tasks: HTTP from the load balancer, HTTPS to AWS',
      allowAllOutbound: false,
    });
    securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'AWS endpoints');
    const service = new ecs.FargateService(this, 'Service', {
      cluster: props.cluster,
      taskDefinition: props.taskDefinition,
      vpcSubnets: { subnetGroupName: 'Private' },
      securityGroups: [securityGroup],
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
      healthCheckGracePeriod: Duration.seconds(60),
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
    this.service = service;
    // The service has no desired count: autoscaling owns it, and each deploy would put it back.
    service
      .autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks })
      .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });

    const loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      vpcSubnets: { subnetGroupName: props.certificate ? 'Public' : 'Private' },
      internetFacing: props.certificate !== undefined,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: elbv2.DesyncMitigationMode.STRICTEST,
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
    });
    // `logAccessLogs` needs a Region at synthesis, which a stack for any Region does not have.
    loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    loadBalancer.setAttribute('access_logs.s3.bucket', props.accessLogs.bucketName);
    loadBalancer.setAttribute('access_logs.s3.prefix', 'alb');
    this.loadBalancer = loadBalancer;
    const listener = this.listen(loadBalancer, props.certificate);
    this.listener = listener;
    this.metrics = new ContainerServiceMetrics(service, this.target(listener, service));
  }

  private listen(
    loadBalancer: elbv2.ApplicationLoadBalancer,
    certificate?: acm.ICertificate,
  ): elbv2.ApplicationListener {
    return loadBalancer.addListener('Listener', {
      protocol: certificate ? elbv2.ApplicationProtocol.HTTPS : elbv2.ApplicationProtocol.HTTP,
      certificates: certificate && [certificate],
      sslPolicy: certificate && elbv2.SslPolicy.TLS13_12_RES_PQ,
      open: certificate !== undefined,
    });
  }

  private target(
    listener: elbv2.ApplicationListener,
    service: ecs.FargateService,
  ): elbv2.ApplicationTargetGroup {
    return listener.addTargets('Tasks', {
      protocol: elbv2.ApplicationProtocol.HTTP,
      port: 8080,
      targets: [service],
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
