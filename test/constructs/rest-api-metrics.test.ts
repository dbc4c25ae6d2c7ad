import { Duration } from 'aws-cdk-lib/core';
import { RestApi } from '../../lib/constructs/rest-api';
import { TestStack } from '../support/app';

const { metrics } = new RestApi(new TestStack(), 'Api', { description: 'objects' });
const ApiName = expect.stringMatching(/^Test-?Api/) as string;
const Stage = expect.any(String) as string;

test.each([
  [metrics.requests(), 'Count', 'SampleCount'],
  [metrics.serverErrors(), '5XXError', 'Sum'],
  [metrics.clientErrors(), '4XXError', 'Sum'],
  [metrics.latency(), 'Latency', 'p99'],
  [metrics.integrationLatency(), 'IntegrationLatency', 'p99'],
])('measures a stage, and no other API of the account: %#', (metric, metricName, statistic) => {
  expect(metric).toMatchObject({ namespace: 'AWS/ApiGateway', metricName, statistic });
  expect(metric.dimensions).toEqual({ ApiName, Stage });
});

test('measures one route', () => {
  expect(metrics.latency({ route: 'GET /objects/{key+}' }).dimensions).toEqual({
    ApiName,
    Stage,
    Method: 'GET',
    Resource: '/objects/{key+}',
  });
});

test.each([
  [metrics.throttles(), 'Throttles'],
  [metrics.authorizationFailures(), 'AuthorizationFailures'],
])('takes from the access log what API Gateway does not measure: %#', (metric, metricName) => {
  expect(metric).toMatchObject({ namespace: 'RestApi/AccessLog', metricName, statistic: 'Sum' });
  expect(metric.dimensions).toEqual({ ApiId: expect.any(String) as string, Stage });
});

test('takes another statistic and period', () => {
  const metric = metrics.latency({ statistic: 'p50', period: Duration.minutes(1) });
  expect(metric.statistic).toBe('p50');
  expect(metric.period.toSeconds()).toBe(60);
});
