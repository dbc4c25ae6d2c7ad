import {
  CustomResourceProviderBase,
  type Environment as AwsEnvironment,
  Duration,
  RemovalPolicy,
  Tags,
  Validations,
} from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from './config/schema';
import { ApiStack } from './stacks/api-stack';
import { IdentityStack } from './stacks/identity-stack';
import { NetworkStack } from './stacks/network-stack';
import { NotificationsStack } from './stacks/notifications-stack';
import { OperationsStack } from './stacks/operations-stack';
import { RegistryStack } from './stacks/registry-stack';
import { RepositorySynthesizer } from './stacks/repository-synthesizer';
import { ServiceStack } from './stacks/service-stack';
import { StorageStack } from './stacks/storage-stack';

/**
 * The composition root: every stack of one environment, wired. A plain construct and not a `Stage`,
 * so that `cdk synth` and `cdk deploy --all` need no selector and never pass over what policy found.
 */
export class Environment extends Construct {
  public constructor(scope: Construct, config: EnvironmentConfig) {
    const prefix = config.name.charAt(0).toUpperCase() + config.name.slice(1);
    super(scope, prefix);
    const { account, region } = config;
    const env: AwsEnvironment = { account, region };
    const retains = config.onDelete === 'retain';
    const common = {
      logRetention: config.logRetentionDays as logs.RetentionDays,
      removalPolicy: retains ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    const stack = (name: string) => ({ env, stackName: `${prefix}-${name}` });
    const allowedOrigins = config.allowedOrigins ?? [];
    const repositoryName = `plinth-${config.name}`;

    const identity = new IdentityStack(this, 'Identity', {
      ...stack('Identity'),
      canary: config.canaryPercent !== undefined,
      emptiesBuckets: !retains,
    });
    const network = new NetworkStack(this, 'Network', {
      ...stack('Network'),
      ...common,
      zones: config.zones,
      cidr: config.vpcCidr,
      egress: config.egress,
    });
    const storage = new StorageStack(this, 'Storage', {
      ...stack('Storage'),
      ...common,
      accessLogDays: config.logRetentionDays,
      terminationProtection: retains,
    });
    const registry = new RegistryStack(this, 'Registry', {
      ...stack('Registry'),
      ...common,
      repositoryName,
      terminationProtection: retains,
    });
    const service = new ServiceStack(this, 'Service', {
      ...stack('Service'),
      ...common,
      synthesizer: new RepositorySynthesizer({
        repositoryName,
        tagPrefix: 'exporter-',
        registry,
      }),
      vpc: network.vpc,
      repository: registry.repository,
      imageTag: config.imageTag,
      objects: storage.objects,
      allowedOrigins,
      accessLogs: storage.accessLogs,
      taskCpu: config.taskCpu,
      taskMemoryMiB: config.taskMemoryMiB,
      minTasks: config.minTasks,
      maxTasks: config.maxTasks,
    });
    service.addStackDependency(registry);
    const api = new ApiStack(this, 'Api', {
      ...stack('Api'),
      ...common,
      objects: storage.objects,
      loadBalancer: service.loadBalancer,
      vpc: network.vpc,
      vpcLinkSecurityGroup: service.vpcLinkSecurityGroup,
      apiClient: identity.apiClient,
      tokens:
        config.tokenIssuer !== undefined && config.tokenAudience !== undefined
          ? { issuer: config.tokenIssuer, audience: config.tokenAudience }
          : undefined,
      throttlingRateLimit: config.apiRateLimit,
      throttlingBurstLimit: config.apiBurstLimit,
      // A task runs four exports at once and refuses the fifth.
      exportThrottling: { rateLimit: config.minTasks, burstLimit: 4 * config.minTasks },
      allowedOrigins,
      functionConcurrency: config.functionConcurrency,
      canary:
        config.canaryPercent === undefined
          ? undefined
          : {
              percentTraffic: config.canaryPercent,
              baselineDeploymentId: config.canaryBaseline,
            },
      webAcl: config.webAcl,
      domain:
        config.domainName !== undefined && config.certificateArn !== undefined
          ? { name: config.domainName, certificateArn: config.certificateArn }
          : undefined,
    });
    const notifications = new NotificationsStack(this, 'Notifications', {
      ...stack('Notifications'),
      ...common,
      objects: storage.objects,
      apiClient: identity.apiClient,
      // A client sends a few messages when it connects, and listens from then on.
      throttlingRateLimit: Math.ceil(config.apiRateLimit / 10),
      throttlingBurstLimit: Math.ceil(config.apiBurstLimit / 5),
      // Each request may be a change, which a few subscribers are told of within a fifth of a second.
      notifyConcurrency:
        config.functionConcurrency === undefined ? undefined : Math.ceil(config.apiRateLimit / 5),
    });
    // A stage cannot write logs before the account has its logging role, which the API's stack owns.
    notifications.addStackDependency(api);
    new OperationsStack(this, 'Operations', {
      ...stack('Operations'),
      ...common,
      api: api.metrics,
      canary: api.canary,
      webSocketApi: notifications.metrics,
      objects: api.objects,
      connections: notifications.connections,
      notify: notifications.notify,
      undelivered: notifications.undelivered,
      service: service.metrics,
      minTasks: config.minTasks,
      latencyTarget: Duration.millis(config.latencyTargetMs),
      alarmEmail: config.alarmEmail,
    });
    iam.PermissionsBoundary.of(this).apply(identity.permissionsBoundary);
    for (const node of this.node.findAll()) {
      if (node instanceof CustomResourceProviderBase) {
        iam.PermissionsBoundary.of(node).apply(identity.helpersBoundary);
        Validations.of(node).acknowledge({
          id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
          reason: 'The CDK gives it to its helpers, whose permissions boundary knows no logs.',
        });
      }
    }
    Tags.of(this).add('Project', 'Plinth');
    Tags.of(this).add('Environment', config.name);
  }
}
