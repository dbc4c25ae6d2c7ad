import { Duration } from 'aws-cdk-lib/core';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ContainerService } from '../../lib/constructs/container-service';
import { FargateTask } from '../../lib/constructs/fargate-task';
import { TestStack } from '../support/app';
import { existingVpc } from '../support/vpc';

const stack = new TestStack();
const { metrics } = new ContainerService(stack, 'Service', {
  cluster: new ecs.Cluster(stack, 'Cluster', { vpc: existingVpc(stack) }),
  taskDefinition: new FargateTask(stack, 'Exporter', {
    image: ecs.ContainerImage.fromRegistry('exporter'),
    healthCheckCommand: ['CMD', 'true'],
  }).taskDefinition,
  accessLogs: s3.Bucket.fromBucketName(stack, 'Logs', 'access-logs'),
});

test.each([
  [metrics.healthyTasks(), 'HealthyHostCount', 'Minimum'],
  [metrics.unhealthyTasks(), 'UnHealthyHostCount', 'Minimum'],
  [metrics.requests(), 'RequestCount', 'Sum'],
  [metrics.serverErrors(), 'HTTPCode_Target_5XX_Count', 'Sum'],
])('measures behind the load balancer, each minute: %#', (metric, metricName, statistic) => {
  expect(metric).toMatchObject({ namespace: 'AWS/ApplicationELB', metricName, statistic });
  expect(Object.keys(metric.dimensions ?? {}).sort()).toEqual(['LoadBalancer', 'TargetGroup']);
  expect(metric.period.toSeconds()).toBe(60);
});

test('measures the CPU of the service', () => {
  const metric = metrics.cpuUtilization();
  expect(metric).toMatchObject({ namespace: 'AWS/ECS', metricName: 'CPUUtilization' });
  expect(Object.keys(metric.dimensions ?? {}).sort()).toEqual(['ClusterName', 'ServiceName']);
});

test('takes another period', () => {
  expect(metrics.requests({ period: Duration.minutes(5) }).period.toMinutes()).toBe(5);
});
