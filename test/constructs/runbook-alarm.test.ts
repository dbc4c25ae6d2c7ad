import { Match, Template } from 'aws-cdk-lib/assertions';
import { Duration } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { alarmsOf, RunbookAlarm, type RunbookAlarmProps } from '../../lib/constructs/runbook-alarm';
import { Construct } from 'constructs';
import { TestStack } from '../support/app';
import { first, testPromises } from '../support/promises';

const ALARM = 'AWS::CloudWatch::Alarm';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms';

function template(props: Partial<RunbookAlarmProps> = {}): Template {
  const stack = new TestStack();
  new RunbookAlarm(stack, 'Errors', {
    meaning: 'Something failed',
    runbook: 'docs/runbooks/api.md#errors',
    topic: sns.Topic.fromTopicArn(stack, 'Topic', TOPIC),
    metric: new cloudwatch.Metric({ namespace: 'Test', metricName: 'Errors' }),
    threshold: 5,
    ...props,
  });
  return Template.fromStack(stack);
}

testPromises(template, [
  {
    promise: 'says what is wrong and where it is written what to do',
    holds: (of) => {
      of.hasResourceProperties(ALARM, {
        AlarmDescription: 'Something failed; what to do: docs/runbooks/api.md#errors',
      });
    },
    mutant: (resources) => {
      delete first(resources, ALARM).AlarmDescription;
    },
  },
  {
    promise: 'tells when it begins',
    holds: (of) => {
      of.hasResourceProperties(ALARM, { AlarmActions: [TOPIC] });
    },
    mutant: (resources) => {
      delete first(resources, ALARM).AlarmActions;
    },
  },
  {
    promise: 'tells when it is over',
    holds: (of) => {
      of.hasResourceProperties(ALARM, { OKActions: [TOPIC] });
    },
    mutant: (resources) => {
      delete first(resources, ALARM).OKActions;
    },
  },
  {
    promise: 'rings above its threshold, not at it',
    holds: (of) => {
      of.hasResourceProperties(ALARM, {
        Threshold: 5,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
      });
    },
    mutant: (resources) => {
      first(resources, ALARM).ComparisonOperator = 'GreaterThanOrEqualToThreshold';
    },
  },
  {
    promise: 'is silent when nothing was measured',
    holds: (of) => {
      of.hasResourceProperties(ALARM, { TreatMissingData: 'notBreaching' });
    },
    mutant: (resources) => {
      delete first(resources, ALARM).TreatMissingData;
    },
  },
]);

test('takes no percentile for true of which there are too few samples', () => {
  const metric = { namespace: 'Test', metricName: 'Latency' };
  const low = { EvaluateLowSampleCountPercentile: 'ignore' };
  template({
    metric: new cloudwatch.Metric({ ...metric, statistic: 'p99' }),
  }).hasResourceProperties(ALARM, low);
  template({
    metric: new cloudwatch.Metric({ ...metric, statistic: 'Sum' }),
  }).hasResourceProperties(ALARM, { EvaluateLowSampleCountPercentile: Match.absent() });
});

test('takes another comparison, more periods, and silence for an alarm', () => {
  template({
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  }).hasResourceProperties(ALARM, {
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: 3,
    TreatMissingData: 'breaching',
  });
});

test('does something about it when it begins, after telling', () => {
  const bind = () => ({ alarmActionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:stop' });
  template({ actions: [{ bind }] }).hasResourceProperties(ALARM, {
    AlarmActions: [TOPIC, 'arn:aws:lambda:eu-west-1:111122223333:function:stop'],
    OKActions: [TOPIC],
  });
});

test('is found below what has made it, to be joined with others', () => {
  const stack = new TestStack();
  const props = {
    meaning: 'Something failed',
    runbook: 'docs/runbooks/api.md#errors',
    topic: sns.Topic.fromTopicArn(stack, 'Topic', TOPIC),
    metric: new cloudwatch.Metric({ namespace: 'Test', metricName: 'Errors' }),
    threshold: 5,
  };
  const owner = new Construct(stack, 'Monitoring');
  const mine = [
    new RunbookAlarm(owner, 'One', props),
    new RunbookAlarm(new Construct(owner, 'Latency'), 'Two', props),
  ].map(({ alarm }) => alarm);
  new RunbookAlarm(stack, 'Other', props);
  expect(alarmsOf(owner)).toEqual(mine);
  new cloudwatch.CompositeAlarm(stack, 'Any', {
    alarmRule: cloudwatch.AlarmRule.anyOf(...alarmsOf(owner)),
  });
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
});

test('says all that CloudWatch would refuse', () => {
  const props = { meaning: '', runbook: '', threshold: Number.NaN, evaluationPeriods: 0 };
  expect(() => template(props)).toThrow(
    [
      'meaning is "": say what is wrong, in words',
      'runbook is "": name the section of a runbook',
      'threshold is NaN: use a number',
      'evaluationPeriods is 0: use 1 to 288 periods of 300 s',
    ].join('\n'),
  );
});

test.each([
  [Duration.minutes(5), 288],
  [Duration.hours(1), 168],
])('looks back over periods of %s no further than CloudWatch does', (period, most) => {
  const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: 'Errors', period });
  expect(() => template({ metric, evaluationPeriods: most })).not.toThrow();
  expect(() => template({ metric, evaluationPeriods: most + 1 })).toThrow(
    `use 1 to ${String(most)} periods`,
  );
});
