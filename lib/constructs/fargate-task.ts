import { Duration, RemovalPolicy, Size, Validations } from 'aws-cdk-lib/core';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ServiceRole } from './service-role';

/** Properties for {@link FargateTask}. */
export interface FargateTaskProps {
  /** The image to run; it serves HTTP on `containerPort` and needs no writable file system. */
  readonly image: ecs.ContainerImage;

  /**
   * The command that tells ECS whether the container is well, for example `['CMD', 'node', 'check.js']`.
   * ECS does not read the `HEALTHCHECK` of an image.
   */
  readonly healthCheckCommand: readonly string[];

  /**
   * The port that the container listens on.
   *
   * @default 8080
   */
  readonly containerPort?: number;

  /**
   * Environment variables; nothing secret.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * CPU units; 1024 is one vCPU.
   *
   * @default 256
   */
  readonly cpu?: number;

  /**
   * Memory in MiB; Fargate offers only some pairs with `cpu`.
   *
   * @default 512
   */
  readonly memoryLimitMiB?: number;

  /**
   * How long the log is kept.
   *
   * @default - one year
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the log when the stack is deleted.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A hardened Fargate task of one container on ARM: not root, no capabilities, a read-only root file
 * system, a role for starting it and another for running it, time to drain when it is stopped.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
 */
export class FargateTask extends Construct {
  /** The task definition. */
  public readonly taskDefinition: ecs.FargateTaskDefinition;

  /** The role of the running container; grant it the statements that it needs. */
  public readonly taskRole: iam.IRole;

  public constructor(scope: Construct, id: string, props: FargateTaskProps) {
    super(scope, id);
    const containerPort = props.containerPort ?? 8080;
    const retention = props.logRetention ?? logs.RetentionDays.ONE_YEAR;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    const service = 'ecs-tasks.amazonaws.com';
    const { role: executionRole } = new ServiceRole(this, 'ExecutionRole', {
      service,
      description: 'Starts the task: pulls its image, writes its log',
    });
    this.taskRole = new ServiceRole(this, 'TaskRole', {
      service,
      description: 'What the running container may do',
    }).role;
    this.taskDefinition = new ecs.FargateTaskDefinition(this, 'Resource', {
      cpu: props.cpu ?? 256,
      memoryLimitMiB: props.memoryLimitMiB ?? 512,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
      executionRole,
      taskRole: this.taskRole,
    });

    Validations.of(executionRole).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'ecr:GetAuthorizationToken has no resource-level permissions; pulling is allowed from one repository.',
    });
    Validations.of(this.taskDefinition).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ECS2',
      reason: 'The variables name resources; nothing secret is passed in the environment.',
    });

    const linuxParameters = new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    this.taskDefinition.addContainer('Container', {
      image: props.image,
      environment: props.environment,
      portMappings: [{ containerPort }],
      user: '1000:1000',
      readonlyRootFilesystem: true,
      linuxParameters,
      healthCheck: {
        command: [...props.healthCheckCommand],
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(15),
      },
      // The most that Fargate grants between SIGTERM and SIGKILL.
      stopTimeout: Duration.seconds(120),
      logging: ecs.LogDrivers.awsLogs({
        logGroup: new logs.LogGroup(this, 'Logs', { retention, removalPolicy }),
        streamPrefix: 'task',
        // A log that cannot be written must not stop the service.
        mode: ecs.AwsLogDriverMode.NON_BLOCKING,
        maxBufferSize: Size.mebibytes(8),
      }),
    });
  }
}
