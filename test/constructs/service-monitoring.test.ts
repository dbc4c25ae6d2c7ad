import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnParameter } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ContainerService } from '../../lib/constructs/container-service';
import { FargateTask } from '../../lib/constructs/fargate-task';
import { ServiceMonitoring } from '../../lib/constructs/service-monitoring';
import { TestStack } from '../support/app';
import { type Resources, testPromises } from '../support/promises';
import { existingVpc } from '../support/vpc';

const ALARM = 'AWS::CloudWatch::Alarm';

function monitored(stack: TestStack, minTasks = 3): ServiceMonitoring {
  const service = new ContainerService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc: existingVpc(stack) }),
    taskDefinition: new FargateTask(stack, 'Exporter', {
      image: ecs.ContainerImage.fromRegistry('exporter'),
      healthCheckCommand: ['CMD', 'true'],
    }).taskDefinition,
    accessLogs: s3.Bucket.fromBucketName(stack, 'Logs', 'access-logs'),
  });
  return new ServiceMonitoring(stack, 'Monitoring', {
    metrics: service.metrics,
    minTasks,
    topic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alarms'),
    runbook: 'service.md',
  });
}

const stack = new TestStack();
const { alarms } = monitored(stack);
new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(...alarms) });
const standard = Template.fromStack(stack);

/** Breaks the alarm of one metric. */
function breakAlarm(resources: Resources, metric: string, defect: object): void {
  for (const { Properties } of Object.values(resources)) {
    if (Properties?.MetricName === metric) Object.assign(Properties, defect);
  }
}

const TARGETS = Match.arrayWith([
  { Name: 'LoadBalancer', Value: Match.anyValue() },
  { Name: 'TargetGroup', Value: Match.anyValue() },
]);

testPromises(
  () => standard,
  [
    {
      promise: 'rings when fewer tasks than the fewest can take requests, and when there is none',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: Match.stringLikeRegexp('#healthy-tasks$'),
          MetricName: 'HealthyHostCount',
          Dimensions: TARGETS,
          Statistic: 'Minimum',
          Threshold: 3,
          ComparisonOperator: 'LessThanThreshold',
          Period: 60,
          EvaluationPeriods: 3,
          TreatMissingData: 'breaching',
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'HealthyHostCount', { TreatMissingData: 'notBreaching' });
      },
    },
    {
      promise: 'rings when a task runs and is not well',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: Match.stringLikeRegexp('#unhealthy-tasks$'),
          MetricName: 'UnHealthyHostCount',
          Dimensions: TARGETS,
          Threshold: 0,
          Period: 60,
          EvaluationPeriods: 5,
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'UnHealthyHostCount', { EvaluationPeriods: 60 });
      },
    },
    {
      promise: 'rings when tasks answer 5xx',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: Match.stringLikeRegexp('#server-errors$'),
          MetricName: 'HTTPCode_Target_5XX_Count',
          Dimensions: TARGETS,
          Statistic: 'Sum',
          Threshold: 0,
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'HTTPCode_Target_5XX_Count', { Threshold: 1000 });
      },
    },
    {
      promise: 'rings when autoscaling has come to its end',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: Match.stringLikeRegexp('#cpu$'),
          Namespace: 'AWS/ECS',
          MetricName: 'CPUUtilization',
          Threshold: 85,
          Period: 60,
          EvaluationPeriods: 15,
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'CPUUtilization', { Threshold: 100 });
      },
    },
  ],
);

test('shows its alarms, for a composite alarm', () => {
  expect(alarms).toHaveLength(4);
  standard.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
});

test('refuses to watch for fewer tasks than none', () => {
  expect(() => monitored(new TestStack(), 0)).toThrow('minTasks is 0: use 1 or more');
});

test('watches for a number of tasks that only CloudFormation knows, and prints no token', () => {
  const later = new TestStack();
  monitored(later, new CfnParameter(later, 'Tasks', { type: 'Number' }).valueAsNumber);
  Template.fromStack(later).hasResourceProperties(ALARM, {
    MetricName: 'HealthyHostCount',
    Threshold: { Ref: 'Tasks' },
    AlarmDescription: {
      'Fn::Join': ['', Match.arrayWith(['For three minutes fewer than ', { Ref: 'Tasks' }])],
    },
  });
});
