import { Match, Template } from 'aws-cdk-lib/assertions';
import { Duration } from 'aws-cdk-lib/core';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  FunctionMonitoring,
  type FunctionMonitoringProps,
} from '../../lib/constructs/function-monitoring';
import { NodeFunction } from '../../lib/constructs/node-function';
import { TestStack } from '../support/app';
import { type Resources, testPromises } from '../support/promises';

const ALARM = 'AWS::CloudWatch::Alarm';

function monitored(
  stack: TestStack,
  props: Partial<FunctionMonitoringProps> = {},
): FunctionMonitoring {
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:objects';
  return new FunctionMonitoring(stack, 'Monitoring', {
    function: lambda.Function.fromFunctionArn(stack, 'Objects', functionArn),
    name: 'Objects',
    durationTarget: Duration.millis(300),
    topic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alarms'),
    runbook: 'functions.md',
    ...props,
  });
}

function template(): Template {
  const stack = new TestStack();
  monitored(stack);
  return Template.fromStack(stack);
}

function breakAlarms(resources: Resources, defect: object): void {
  for (const { Properties } of Object.values(resources)) Object.assign(Properties ?? {}, defect);
}

const promises = [
  {
    promise: 'rings at the first error',
    metric: 'Errors',
    properties: { Threshold: 0, Statistic: 'Sum' },
  },
  {
    promise: 'rings when a run was not started',
    metric: 'Throttles',
    properties: { Threshold: 0, Statistic: 'Sum' },
  },
  {
    promise: 'rings when one in 100 is slow for 15 minutes',
    metric: 'Duration',
    properties: { Threshold: 300, ExtendedStatistic: 'p99', EvaluationPeriods: 3, Period: 300 },
  },
];

testPromises(
  template,
  promises.map(({ promise, metric, properties }) => ({
    promise,
    holds: (of) => {
      of.hasResourceProperties(ALARM, {
        MetricName: metric,
        AlarmDescription: Match.stringLikeRegexp(
          ` Objects .*functions\\.md#${metric.toLowerCase()}$`,
        ),
        Dimensions: [{ Name: 'FunctionName', Value: 'objects' }],
        ...properties,
      });
    },
    mutant: (resources) => {
      breakAlarms(resources, { Threshold: 1000 });
    },
  })),
);

test('shows its alarms, for a composite alarm or a rollback', () => {
  expect(monitored(new TestStack()).alarms).toHaveLength(3);
});

test('refuses a target that no run can miss', () => {
  const stack = new TestStack();
  const objects = new NodeFunction(stack, 'Own', { entry: 'lambda/objects', description: '' });
  expect(() =>
    monitored(stack, { function: objects.function, durationTarget: Duration.seconds(10) }),
  ).toThrow('durationTarget in milliseconds is 10000: use less than the timeout of 10000');
  expect(() => monitored(new TestStack(), { durationTarget: Duration.millis(0) })).toThrow(
    'durationTarget in milliseconds is 0: use more than 0',
  );
});
