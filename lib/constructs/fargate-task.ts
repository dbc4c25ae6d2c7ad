import { Duration, RemovalPolicy, Size, Validations } from 'aws-cdk-lib/core';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { checkSize } from './fargate-size';
import { isOneOf, isWhole, Problems } from './problems';
import { ServiceRole } from './service-role';

/** Properties for {@link FargateTask}. */
export interface FargateTaskProps {
  /** The image to run; it serves HTTP on `containerPort` and needs no writable file system. */
  readonly image: ecs.ContainerImage;

  /**
   * The command by which ECS knows whether the container is healthy, for example
   * `['CMD', 'node', 'check.js']`. ECS does not read the `HEALTHCHECK` of an image.
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
   * The removal policy of the log.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

const CPU = 256;
const MEMORY_MIB = 512;

/**
 * A hardened Fargate task of one container on ARM: not root, no capabilities, a read-only root file
 * system, a role for starting it and another for running it, time to drain when it is stopped. Grants of
 * CDK go to the role of the running container.
 *
 * @throws when ECS would refuse a property, with every problem
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
 */
export class FargateTask extends Construct implements iam.IGrantable {
  /** The task definition. */
  public readonly taskDefinition: ecs.FargateTaskDefinition;

  /** The role of the running container; grant it the statements that it needs. */
  public readonly taskRole: iam.IRole;

  /** Who receives a grant: the role of the running container. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The log of the container. */
  public readonly logGroup: logs.LogGroup;

  public constructor(scope: Construct, id: string, props: FargateTaskProps) {
    super(scope, id);
    requireUsable(props);
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
    this.grantPrincipal = this.taskRole;
    this.logGroup = new logs.LogGroup(this, 'Logs', { retention, removalPolicy });
    this.taskDefinition = new ecs.FargateTaskDefinition(this, 'Resource', {
      cpu: props.cpu ?? CPU,
      memoryLimitMiB: props.memoryLimitMiB ?? MEMORY_MIB,
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
        logGroup: this.logGroup,
        streamPrefix: 'task',
        // A log that cannot be written must not stop the service.
        mode: ecs.AwsLogDriverMode.NON_BLOCKING,
        maxBufferSize: Size.mebibytes(8),
      }),
    });
  }
}

function requireUsable(props: FargateTaskProps): void {
  const problems = new Problems();
  const [kind = '', ...command] = props.healthCheckCommand;
  if (!['CMD', 'CMD-SHELL'].includes(kind) || command.join('') === '') {
    problems.add(
      'healthCheckCommand',
      props.healthCheckCommand,
      "begin with 'CMD' or 'CMD-SHELL' and name a command, such as ['CMD', 'node', 'check.js']",
    );
  }
  problems.check('containerPort', props.containerPort, isWhole(1, 65_535), 'use 1 to 65535');
  for (const name of Object.keys(props.environment ?? {})) {
    if (/^$|=/.test(name)) {
      problems.add('environment', name, 'a variable has a name, and no = in it');
    }
  }
  checkSize(problems, props.cpu ?? CPU, props.memoryLimitMiB ?? MEMORY_MIB);
  problems.check(
    'logRetention',
    props.logRetention,
    isOneOf(logs.RetentionDays),
    'use a value of logs.RetentionDays',
  );
  problems.throwIfAny();
}
