import { type RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { AssetHashType, AssetStaging } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ContainerService } from '../constructs/container-service';
import type { ContainerServiceMetrics } from '../constructs/container-service-metrics';
import { FargateTask } from '../constructs/fargate-task';
import { nodeBundle } from '../constructs/node-bundle';

/** Properties for {@link ServiceStack}. */
export interface ServiceStackProps extends StackProps {
  /** The VPC; its subnet group `Private` holds tasks and load balancer. */
  readonly vpc: ec2.IVpc;

  /** The repository that the service's image comes from. */
  readonly repository: ecr.IRepository;

  /**
   * The tag of an image that is already in the repository.
   *
   * @default - the deploy builds `service/` and publishes it under a hash of its content
   */
  readonly imageTag?: string;

  /** The bucket whose objects are exported. */
  readonly objects: s3.IBucket;

  /** The web pages that may read an export from a browser, by origin. */
  readonly allowedOrigins: readonly string[];

  /** The bucket that receives the load balancer's access logs. */
  readonly accessLogs: s3.IBucket;

  /** CPU units of a task. */
  readonly taskCpu: number;

  /** Memory of a task in MiB. */
  readonly taskMemoryMiB: number;

  /** The fewest tasks. */
  readonly minTasks: number;

  /** The most tasks. */
  readonly maxTasks: number;

  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;

  /** What becomes of logs and load balancer when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** The container service `exporter` and its load balancer. */
export class ServiceStack extends Stack {
  /** The load balancer of the exporter; only the API's VPC link may connect to it. */
  public readonly loadBalancer: elbv2.IApplicationLoadBalancer;

  /** The security group with which a VPC link may connect to that load balancer. */
  public readonly vpcLinkSecurityGroup: ec2.ISecurityGroup;

  /** What is measured of the exporter. */
  public readonly metrics: ContainerServiceMetrics;

  public constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { vpc, logRetention, removalPolicy } = props;

    const task = new FargateTask(this, 'Exporter', {
      image: this.image(props),
      healthCheckCommand: ['CMD', 'node', '/app/healthcheck.js'],
      environment: {
        BUCKET_NAME: props.objects.bucketName,
        ALLOWED_ORIGINS: props.allowedOrigins.join(' '),
      },
      cpu: props.taskCpu,
      memoryLimitMiB: props.taskMemoryMiB,
      logRetention,
      removalPolicy,
    });
    task.taskRole.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [props.objects.bucketArn] }),
    );
    task.taskRole.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [props.objects.arnForObjects('*')],
      }),
    );

    Validations.of(task.taskRole).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::<Objects.Arn>/*]',
      reason: 'An export reads every object of this one bucket; object ARNs end in a star.',
    });

    const cluster = new ecs.Cluster(this, 'Cluster', {
      vpc,
      containerInsightsV2: ecs.ContainerInsights.ENHANCED,
    });
    // Container Insights makes this log group itself, without our retention, unless it is there.
    const insights = new logs.LogGroup(this, 'ContainerInsights', {
      logGroupName: `/aws/ecs/containerinsights/${cluster.clusterName}/performance`,
      retention: logRetention,
      removalPolicy,
    });

    const service = new ContainerService(this, 'Service', {
      cluster,
      taskDefinition: task.taskDefinition,
      accessLogs: props.accessLogs,
      minTasks: props.minTasks,
      maxTasks: props.maxTasks,
      removalPolicy,
    });
    service.node.addDependency(insights);
    this.loadBalancer = service.loadBalancer;
    this.metrics = service.metrics;

    this.vpcLinkSecurityGroup = new ec2.SecurityGroup(this, 'VpcLinkSecurityGroup', {
      vpc,
      description: 'API Gateway, on its way to the load balancer',
      allowAllOutbound: false,
    });
    service.listener.connections.allowDefaultPortFrom(
      this.vpcLinkSecurityGroup,
      'API Gateway by VPC link',
    );
  }

  private image(props: ServiceStackProps): ecs.ContainerImage {
    if (props.imageTag !== undefined) {
      return ecs.ContainerImage.fromEcrRepository(props.repository, props.imageTag);
    }
    const context = new AssetStaging(this, 'ImageContext', {
      sourcePath: 'service',
      bundling: nodeBundle({
        entries: ['service/src/server.ts', 'service/src/healthcheck.ts'],
        files: ['service/Dockerfile'],
      }),
      assetHashType: AssetHashType.OUTPUT,
    });
    return ecs.ContainerImage.fromDockerImageAsset(
      new DockerImageAsset(this, 'Image', {
        directory: context.absoluteStagedPath,
        platform: Platform.LINUX_ARM64,
      }),
    );
  }
}
