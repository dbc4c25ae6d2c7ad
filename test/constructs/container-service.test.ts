import { Match, Template } from 'aws-cdk-lib/assertions';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  ContainerService,
  type ContainerServiceProps,
} from '../../lib/constructs/container-service';
import { FargateTask } from '../../lib/constructs/fargate-task';
import { TestStack } from '../support/app';
import { first, propertiesOf, type Resources, testPromises } from '../support/promises';
import { existingVpc } from '../support/vpc';

const SERVICE = 'AWS::ECS::Service';
const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const SCALABLE = 'AWS::ApplicationAutoScaling::ScalableTarget';
const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';

interface Options extends Partial<Omit<ContainerServiceProps, 'certificate'>> {
  readonly certificate?: boolean;
  readonly containerPort?: number;
}

function template({ certificate, containerPort, ...props }: Options = {}): Template {
  const stack = new TestStack();
  new ContainerService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc: existingVpc(stack) }),
    taskDefinition: new FargateTask(stack, 'Exporter', {
      image: ecs.ContainerImage.fromRegistry('exporter'),
      healthCheckCommand: ['CMD', 'true'],
      containerPort,
    }).taskDefinition,
    accessLogs: s3.Bucket.fromBucketName(stack, 'Logs', 'access-logs'),
    certificate: certificate
      ? acm.Certificate.fromCertificateArn(
          stack,
          'Certificate',
          'arn:aws:acm:eu-west-1:111122223333:certificate/1',
        )
      : undefined,
    ...props,
  });
  return Template.fromStack(stack);
}

const standard = template();
const open = template({ certificate: true });

interface Attribute {
  readonly Key: string;
  readonly Value: unknown;
}

function attributes(of: Template): Record<string, unknown> {
  const [found] = propertiesOf<{ LoadBalancerAttributes: Attribute[] }>(of, LOAD_BALANCER);
  return Object.fromEntries(
    (found?.LoadBalancerAttributes ?? []).map(({ Key, Value }) => [Key, Value]),
  );
}

function withoutAttribute(resources: Resources, key: string): void {
  const balancer = first(resources, LOAD_BALANCER);
  const kept = balancer.LoadBalancerAttributes as Attribute[];
  balancer.LoadBalancerAttributes = kept.filter(({ Key }) => Key !== key);
}

testPromises(
  () => standard,
  [
    {
      promise: 'rolls back a deployment that fails',
      holds: (of) => {
        of.hasResourceProperties(SERVICE, {
          DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
        });
      },
      mutant: (resources) => {
        delete first(resources, SERVICE).DeploymentConfiguration;
      },
    },
    {
      promise: 'stops no task before its replacement is healthy',
      holds: (of) => {
        of.hasResourceProperties(SERVICE, {
          DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 200 },
        });
      },
      mutant: (resources) => {
        first(resources, SERVICE).DeploymentConfiguration = { MinimumHealthyPercent: 50 };
      },
    },
    {
      promise: 'spreads its tasks over the zones again when one was lost',
      holds: (of) => {
        of.hasResourceProperties(SERVICE, { AvailabilityZoneRebalancing: 'ENABLED' });
      },
      mutant: (resources) => {
        first(resources, SERVICE).AvailabilityZoneRebalancing = 'DISABLED';
      },
    },
    {
      promise: 'leaves the number of tasks to autoscaling, whatever is deployed',
      holds: (of) => {
        of.hasResourceProperties(SERVICE, { DesiredCount: Match.absent() });
        of.hasResourceProperties(SCALABLE, { MinCapacity: 3, MaxCapacity: 6 });
      },
      mutant: (resources) => {
        first(resources, SERVICE).DesiredCount = 3;
      },
    },
    {
      promise: 'runs its tasks in private subnets, without a public address',
      holds: (of) => {
        of.hasResourceProperties(SERVICE, {
          NetworkConfiguration: {
            AwsvpcConfiguration: {
              AssignPublicIp: 'DISABLED',
              Subnets: ['private-1', 'private-2', 'private-3'],
            },
          },
        });
      },
      mutant: (resources) => {
        delete first(resources, SERVICE).NetworkConfiguration;
      },
    },
    {
      promise: 'lets only the load balancer reach a task',
      holds: (of) => {
        of.resourceCountIs(INGRESS, 1);
        of.hasResourceProperties(INGRESS, {
          GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('TaskSecurityGroup'), 'GroupId'] },
          SourceSecurityGroupId: {
            'Fn::GetAtt': [Match.stringLikeRegexp('LoadBalancerSecurityGroup'), 'GroupId'],
          },
          FromPort: 8080,
          ToPort: 8080,
          CidrIp: Match.absent(),
        });
        of.allResourcesProperties(SECURITY_GROUP, { SecurityGroupIngress: Match.absent() });
      },
      mutant: (resources) => {
        first(resources, SECURITY_GROUP).SecurityGroupIngress = [{ CidrIp: '0.0.0.0/0' }];
      },
    },
    {
      promise: 'lets a task open nothing but HTTPS',
      holds: (of) => {
        of.hasResourceProperties(SECURITY_GROUP, {
          SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
        });
      },
      mutant: (resources) => {
        first(resources, SECURITY_GROUP).SecurityGroupEgress = [{ IpProtocol: '-1' }];
      },
    },
    {
      promise: 'has a load balancer inside the VPC that nobody may call yet',
      holds: (of) => {
        of.hasResourceProperties(LOAD_BALANCER, {
          Scheme: 'internal',
          Subnets: ['private-1', 'private-2', 'private-3'],
        });
        of.hasResourceProperties(LISTENER, { Protocol: 'HTTP', Port: 80 });
        of.allResourcesProperties(SECURITY_GROUP, { SecurityGroupIngress: Match.absent() });
      },
      mutant: (resources) => {
        first(resources, LOAD_BALANCER).Scheme = 'internet-facing';
      },
    },
    {
      promise: 'notices within seconds that a task is lost',
      holds: (of) => {
        of.hasResourceProperties(TARGETS, {
          HealthCheckPath: '/healthz',
          HealthCheckIntervalSeconds: 5,
          HealthCheckTimeoutSeconds: 4,
          HealthyThresholdCount: 2,
          UnhealthyThresholdCount: 2,
        });
      },
      mutant: (resources) => {
        delete first(resources, TARGETS).HealthCheckIntervalSeconds;
      },
    },
    {
      promise: 'ends requests under way before a task is stopped',
      holds: (of) => {
        of.hasResourceProperties(TARGETS, {
          TargetGroupAttributes: Match.arrayWith([
            { Key: 'deregistration_delay.timeout_seconds', Value: '120' },
          ]),
        });
      },
      mutant: (resources) => {
        delete first(resources, TARGETS).TargetGroupAttributes;
      },
    },
    {
      promise: 'refuses ambiguous requests and header fields that are not valid',
      holds: (of) => {
        expect(attributes(of)).toMatchObject({
          'routing.http.drop_invalid_header_fields.enabled': 'true',
          'routing.http.desync_mitigation_mode': 'strictest',
        });
      },
      mutant: (resources) => {
        withoutAttribute(resources, 'routing.http.desync_mitigation_mode');
      },
    },
    {
      promise: 'logs every request to the bucket that it is given',
      holds: (of) => {
        expect(attributes(of)).toMatchObject({
          'access_logs.s3.enabled': 'true',
          'access_logs.s3.bucket': 'access-logs',
          'access_logs.s3.prefix': 'alb',
        });
      },
      mutant: (resources) => {
        withoutAttribute(resources, 'access_logs.s3.enabled');
      },
    },
    {
      promise: 'is protected from deletion',
      holds: (of) => {
        expect(attributes(of)).toMatchObject({ 'deletion_protection.enabled': 'true' });
      },
      mutant: (resources) => {
        withoutAttribute(resources, 'deletion_protection.enabled');
      },
    },
  ],
);

describe('with a certificate', () => {
  testPromises(
    () => open,
    [
      {
        promise: 'speaks only TLS 1.2 and newer, to anybody',
        holds: (of) => {
          of.hasResourceProperties(LOAD_BALANCER, {
            Scheme: 'internet-facing',
            Subnets: ['public-1', 'public-2', 'public-3'],
          });
          of.resourceCountIs(LISTENER, 1);
          of.hasResourceProperties(LISTENER, {
            Protocol: 'HTTPS',
            Port: 443,
            Certificates: [{ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1' }],
            SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
          });
          of.hasResourceProperties(SECURITY_GROUP, {
            SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 }],
          });
        },
        mutant: (resources) => {
          first(resources, LISTENER).SslPolicy = 'ELBSecurityPolicy-2016-08';
        },
      },
    ],
  );
});

test('gives its tasks the tags that it has, which cost reports need', () => {
  standard.hasResourceProperties(SERVICE, {
    EnableECSManagedTags: true,
    PropagateTags: 'SERVICE',
  });
});

test('scales at 60 % of CPU', () => {
  standard.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    TargetTrackingScalingPolicyConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      TargetValue: 60,
    },
  });
});

test.each([
  [{ minTasks: 2 }, 2, 4],
  [{ minTasks: 2, maxTasks: 3 }, 2, 3],
  [{ maxTasks: 9 }, 3, 9],
])('runs with %j from %i to %i tasks', (props, MinCapacity, MaxCapacity) => {
  template(props).hasResourceProperties(SCALABLE, { MinCapacity, MaxCapacity });
});

test('can be deleted when it is to be deleted', () => {
  const asked = template({ removalPolicy: RemovalPolicy.DESTROY });
  expect(attributes(asked)).toMatchObject({ 'deletion_protection.enabled': 'false' });
});

test('reaches a task on the port that its container listens on', () => {
  const other = template({ containerPort: 3000 });
  other.hasResourceProperties(SERVICE, { LoadBalancers: [{ ContainerPort: 3000 }] });
  other.hasResourceProperties(INGRESS, { FromPort: 3000, ToPort: 3000 });
});

test('shows what its owner needs: groups, targets, scaling, and what tasks may reach', () => {
  const stack = new TestStack();
  const vpc = existingVpc(stack);
  const service = new ContainerService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition: new FargateTask(stack, 'Exporter', {
      image: ecs.ContainerImage.fromRegistry('exporter'),
      healthCheckCommand: ['CMD', 'true'],
    }).taskDefinition,
    accessLogs: s3.Bucket.fromBucketName(stack, 'Logs', 'access-logs'),
  });
  const database = new ec2.SecurityGroup(stack, 'Database', { vpc });
  database.connections.allowFrom(service, ec2.Port.POSTGRES);
  service.targetGroup.enableCookieStickiness(Duration.hours(1));
  service.scaling.scaleOnSchedule('Morning', {
    schedule: appscaling.Schedule.cron({ hour: '6', minute: '0' }),
    minCapacity: 5,
  });
  const of = Template.fromStack(stack);
  const group = stack.resolve(service.securityGroup.securityGroupId) as unknown;
  const port = { FromPort: 5432, ToPort: 5432 };
  of.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { GroupId: group, ...port });
  of.hasResourceProperties(INGRESS, { SourceSecurityGroupId: group, ...port });
  of.hasResourceProperties(TARGETS, {
    TargetGroupAttributes: Match.arrayWith([{ Key: 'stickiness.enabled', Value: 'true' }]),
  });
  of.hasResourceProperties(SCALABLE, {
    ScheduledActions: [Match.objectLike({ ScalableTargetAction: { MinCapacity: 5 } })],
  });
});

test('is protected from deletion by every removal policy but one', () => {
  const kept = template({ removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
  expect(attributes(kept)).toMatchObject({ 'deletion_protection.enabled': 'true' });
});
