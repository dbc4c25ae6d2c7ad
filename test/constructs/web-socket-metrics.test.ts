import { Duration } from 'aws-cdk-lib/core';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { WebSocketApi } from '../../lib/constructs/web-socket-api';
import { TestStack } from '../support/app';

const stack = new TestStack();
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:connections';
const handler = lambda.Function.fromFunctionAttributes(stack, 'Connections', {
  functionArn,
  sameEnvironment: true,
});
const { metrics } = new WebSocketApi(stack, 'Api', {
  description: 'changes',
  connect: handler,
  disconnect: handler,
  actions: {},
  otherwise: handler,
});

test.each([
  [metrics.connects(), 'ConnectCount', 'Sum'],
  [metrics.messages(), 'MessageCount', 'Sum'],
  [metrics.clientErrors(), 'ClientError', 'Sum'],
  [metrics.integrationErrors(), 'IntegrationError', 'Sum'],
  [metrics.executionErrors(), 'ExecutionError', 'Sum'],
  [metrics.integrationLatency(), 'IntegrationLatency', 'p99'],
])('measures a stage, and no other API of the account: %#', (metric, metricName, statistic) => {
  expect(metric).toMatchObject({ namespace: 'AWS/ApiGateway', metricName, statistic });
  expect(metric.period.toMinutes()).toBe(5);
  expect(metric.dimensions).toEqual({
    ApiId: expect.any(String) as string,
    Stage: expect.any(String) as string,
  });
});

test('takes another statistic and period', () => {
  const metric = metrics.integrationLatency({ statistic: 'p50', period: Duration.minutes(1) });
  expect(metric.statistic).toBe('p50');
  expect(metric.period.toSeconds()).toBe(60);
});
