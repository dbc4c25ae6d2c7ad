import { Match, Template } from 'aws-cdk-lib/assertions';
import { Duration, Token } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ApiMonitoring, type ApiMonitoringProps } from '../../lib/constructs/api-monitoring';
import { RestApi } from '../../lib/constructs/rest-api';
import { TestStack } from '../support/app';
import { type Resources, testPromises } from '../support/promises';

const ALARM = 'AWS::CloudWatch::Alarm';

function template(props: Partial<ApiMonitoringProps> = {}): Template {
  const stack = new TestStack();
  const api = new RestApi(stack, 'Api', { description: 'objects' });
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:objects';
  const handler = lambda.Function.fromFunctionAttributes(stack, 'Objects', {
    functionArn,
    sameEnvironment: true,
  });
  api.addFunction('/objects', ['GET'], handler);
  const { widgets, alarms } = new ApiMonitoring(stack, 'Monitoring', {
    metrics: api.metrics,
    topic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alarms'),
    runbook: 'api.md',
    routes: ['GET /objects'],
    latencyTarget: Duration.millis(300),
    ...props,
  });
  new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[...widgets]] });
  new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(...alarms) });
  return Template.fromStack(stack);
}

const standard = template();

/** Breaks the alarm whose runbook section is named. */
function breakAlarm(resources: Resources, section: string, defect: object): void {
  const alarm = Object.values(resources).find(({ Type, Properties }) => {
    return Type === ALARM && String(Properties?.AlarmDescription).endsWith(`#${section}`);
  });
  if (!alarm?.Properties) throw new Error(`no alarm of ${section}`);
  Object.assign(alarm.Properties, defect);
}

const described = (section: string) => Match.stringLikeRegexp(`api\\.md#${section}$`);
const STAGE = { Name: 'Stage', Value: { Ref: Match.stringLikeRegexp('^ApiDeploymentStage') } };
const ROUTE = [
  { Name: 'ApiName', Value: Match.stringLikeRegexp('^Test-?Api') },
  { Name: 'Method', Value: 'GET' },
  { Name: 'Resource', Value: '/objects' },
  STAGE,
];

testPromises(
  () => standard,
  [
    {
      promise: 'rings when more than 1 % are answered 5xx, of at least 20 requests',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: described('server-errors'),
          Threshold: 1,
          Metrics: Match.arrayWith([
            Match.objectLike({ Expression: 'IF(requests >= 20, 100 * errors / requests, 0)' }),
            Match.objectLike({
              Id: 'errors',
              MetricStat: Match.objectLike({
                Metric: Match.objectLike({ Namespace: 'AWS/ApiGateway', MetricName: '5XXError' }),
                Stat: 'Sum',
              }),
            }),
          ]),
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'server-errors', { Metrics: [{ Expression: 'errors' }] });
      },
    },
    {
      promise: 'rings when requests are throttled, which only the access log tells',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: described('throttles'),
          Namespace: 'RestApi/AccessLog',
          MetricName: 'Throttles',
          Dimensions: [{ Name: 'ApiId', Value: { Ref: Match.stringLikeRegexp('^Api') } }, STAGE],
          Statistic: 'Sum',
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'throttles', { Dimensions: [] });
      },
    },
    {
      promise: 'rings when callers are refused',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: described('authorization-failures'),
          MetricName: 'AuthorizationFailures',
          Threshold: 50,
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'authorization-failures', { MetricName: '4XXError' });
      },
    },
    {
      promise: 'rings when a route is slow for 15 minutes, however slow a streamed one is',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: described('latency'),
          MetricName: 'Latency',
          Dimensions: ROUTE,
          ExtendedStatistic: 'p99',
          Threshold: 300,
          Period: 300,
          EvaluationPeriods: 3,
          TreatMissingData: 'notBreaching',
          EvaluateLowSampleCountPercentile: 'ignore',
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'latency', { Dimensions: [] });
      },
    },
    {
      promise: 'tells slowness of the API from slowness behind it',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: described('integration-latency'),
          MetricName: 'IntegrationLatency',
          Dimensions: ROUTE,
          ExtendedStatistic: 'p99',
          Threshold: 300,
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'integration-latency', { MetricName: 'Latency' });
      },
    },
  ],
);

test('takes other limits', () => {
  const strict = template({
    serverErrorPercent: 5,
    minimumRequests: 100,
    throttles: 0,
    authorizationFailures: 7,
  });
  const thresholds = Object.values(strict.findResources(ALARM)).map(
    ({ Properties }) => (Properties as { Threshold: number }).Threshold,
  );
  expect(thresholds).toEqual([5, 0, 7, 300, 300]);
  expect(JSON.stringify(strict.toJSON())).toContain('requests >= 100');
});

test('shows on a dashboard what the alarms watch', () => {
  const board = JSON.stringify(standard.findResources('AWS::CloudWatch::Dashboard'));
  for (const metric of ['5XXError', '4XXError', 'Throttles', 'AuthorizationFailures', 'Latency']) {
    expect(board).toContain(metric);
  }
});

test('fails the synthesis when a route is not there, whose alarm could never go off', () => {
  const synthesis = () => template({ routes: ['GET /objects', 'PUT /objects', 'GET /object'] });
  expect(synthesis).toThrow('routes is "PUT /objects": Test/Api/Resource has no such route');
  expect(synthesis).toThrow('routes is "GET /object"');
  expect(synthesis).not.toThrow('routes is "GET /objects"');
});

test('says every problem in one error', () => {
  const props = { routes: ['objects', 'GET /objects', 'GET /objects'], serverErrorPercent: -1 };
  expect(() => template(props)).toThrow(
    /^routes is "objects": name a method .*\nroutes is "GET .*": name it once\nserverErrorPercent is -1: .*$/,
  );
});

test('has no graph of routes when none is named, which CloudWatch would refuse', () => {
  const of = template({ routes: [] });
  expect(JSON.stringify(of.findResources('AWS::CloudWatch::Dashboard'))).not.toContain(
    'p99 of each',
  );
});

test('writes limits that only the deploy knows as CloudFormation has them', () => {
  const later = Token.asNumber({ Ref: 'Later' });
  const of = template({
    serverErrorPercent: later,
    minimumRequests: later,
    latencyTarget: Duration.millis(later),
  });
  expect(JSON.stringify(of.findResources(ALARM))).not.toMatch(/e\+\d{3}|TOKEN/);
  of.hasResourceProperties(ALARM, { Threshold: { Ref: 'Later' } });
});

test('shows every alarm, so that one can stand for all', () => {
  const [any] = Object.values(standard.findResources('AWS::CloudWatch::CompositeAlarm'));
  const rule = JSON.stringify(any?.Properties);
  const ids = Object.keys(standard.findResources(ALARM));
  expect(ids.filter((id) => !rule.includes(id))).toEqual([]);
  expect(ids).not.toEqual([]);
});
