import { Match, Template } from 'aws-cdk-lib/assertions';
import { Duration } from 'aws-cdk-lib/core';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { WebSocketMetrics } from '../../lib/constructs/web-socket-metrics';
import {
  WebSocketMonitoring,
  type WebSocketMonitoringProps,
} from '../../lib/constructs/web-socket-monitoring';
import { TestStack } from '../support/app';
import { testPromises } from '../support/promises';

const ALARM = 'AWS::CloudWatch::Alarm';

function template(props: Partial<WebSocketMonitoringProps> = {}): Template {
  const stack = new TestStack();
  const api = apigatewayv2.WebSocketApi.fromWebSocketApiAttributes(stack, 'Api', {
    webSocketId: 'api',
  });
  const stage = apigatewayv2.WebSocketStage.fromWebSocketStageAttributes(stack, 'Stage', {
    api,
    stageName: 'v1',
  });
  const { widgets, alarms } = new WebSocketMonitoring(stack, 'Monitoring', {
    metrics: new WebSocketMetrics(stage),
    topic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alarms'),
    runbook: 'web-socket-api.md',
    latencyTarget: Duration.seconds(1),
    ...props,
  });
  new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[...widgets]] });
  new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(...alarms) });
  return Template.fromStack(stack);
}

const standard = template();

const promises = [
  {
    promise: 'rings when many clients are refused',
    section: 'client-errors',
    alarm: { MetricName: 'ClientError', Statistic: 'Sum', Threshold: 50 },
  },
  {
    promise: 'rings when a function answers that it failed',
    section: 'integration-errors',
    alarm: { MetricName: 'IntegrationError', Statistic: 'Sum', Threshold: 5 },
  },
  {
    promise: 'rings when a function cannot be called',
    section: 'execution-errors',
    alarm: { MetricName: 'ExecutionError', Statistic: 'Sum', Threshold: 5 },
  },
  {
    promise: 'rings when one in 100 is slow for 15 minutes, of enough to tell',
    section: 'integration-latency',
    alarm: {
      MetricName: 'IntegrationLatency',
      ExtendedStatistic: 'p99',
      Threshold: 1000,
      EvaluationPeriods: 3,
      EvaluateLowSampleCountPercentile: 'ignore',
    },
  },
];

testPromises(
  () => standard,
  promises.map(({ promise, section, alarm }) => ({
    promise,
    holds: (of) => {
      of.hasResourceProperties(ALARM, {
        ...alarm,
        Namespace: 'AWS/ApiGateway',
        Period: 300,
        AlarmDescription: Match.stringLikeRegexp(`web-socket-api\\.md#${section}$`),
        Dimensions: [
          { Name: 'ApiId', Value: 'api' },
          { Name: 'Stage', Value: 'v1' },
        ],
        TreatMissingData: 'notBreaching',
      });
    },
    mutant: (resources) => {
      for (const { Properties } of Object.values(resources)) {
        if (Properties?.MetricName === alarm.MetricName) Properties.Threshold = 1_000_000;
      }
    },
  })),
);

test('takes other limits', () => {
  const strict = template({ clientErrors: 7, errors: 0 });
  const thresholds = Object.values(strict.findResources(ALARM)).map(
    ({ Properties }) => (Properties as { Threshold: number }).Threshold,
  );
  expect(thresholds.sort((one, other) => one - other)).toEqual([0, 0, 7, 1000]);
});

test('shows on a dashboard what the alarms watch, and how much there is of it', () => {
  const board = JSON.stringify(standard.findResources('AWS::CloudWatch::Dashboard'));
  for (const metric of [
    'ConnectCount',
    'MessageCount',
    ...promises.map((one) => one.alarm.MetricName),
  ]) {
    expect(board).toContain(metric);
  }
});

test('says every problem in one error', () => {
  expect(() => template({ runbook: '', clientErrors: -1, errors: Number.NaN })).toThrow(
    /^runbook is "": .*\nclientErrors is -1: use 0 or more\nerrors is NaN: use 0 or more$/,
  );
});

test('shows every alarm, so that one can stand for all', () => {
  const [any] = Object.values(standard.findResources('AWS::CloudWatch::CompositeAlarm'));
  const rule = JSON.stringify(any?.Properties);
  const ids = Object.keys(standard.findResources(ALARM));
  expect(ids.filter((id) => !rule.includes(id))).toEqual([]);
  expect(ids).not.toEqual([]);
});
