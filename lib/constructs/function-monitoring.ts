import { type Duration, Tokenization } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { Problems } from './problems';
import { alarmsOf, RunbookAlarm } from './runbook-alarm';

/** Properties for {@link FunctionMonitoring}. */
export interface FunctionMonitoringProps {
  /** The function. */
  readonly function: lambda.IFunction;

  /** What people call it. */
  readonly name: string;

  /** How long 99 of 100 invocations may take. */
  readonly durationTarget: Duration;

  /** Where alarms are published. */
  readonly topic: sns.ITopic;

  /** The runbook, which has a section for each alarm. */
  readonly runbook: string;
}

/**
 * Alarms of a Lambda function, and the row of a dashboard that shows what they watch.
 *
 * @throws when an alarm could never ring
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class FunctionMonitoring extends Construct {
  /** Every alarm, for a composite alarm or a rollback. */
  public readonly alarms: readonly cloudwatch.IAlarm[];

  /** What a dashboard shows of the function. */
  public readonly widgets: readonly cloudwatch.IWidget[];

  public constructor(scope: Construct, id: string, props: FunctionMonitoringProps) {
    super(scope, id);
    const { name, topic, runbook } = props;
    requireReachable(props);
    const target = props.durationTarget.toMilliseconds();
    const errors = props.function.metricErrors();
    const throttles = props.function.metricThrottles();
    const duration = props.function.metricDuration({ statistic: 'p99' });

    new RunbookAlarm(this, 'Errors', {
      meaning: `The function ${name} failed, ran out of time or of memory`,
      runbook: `${runbook}#errors`,
      topic,
      metric: errors,
      threshold: 0,
    });
    new RunbookAlarm(this, 'Throttles', {
      meaning: `The function ${name} was not started because too many were running`,
      runbook: `${runbook}#throttles`,
      topic,
      metric: throttles,
      threshold: 0,
    });
    new RunbookAlarm(this, 'Duration', {
      meaning: `One in 100 runs of the function ${name} took more than ${Tokenization.stringifyNumber(target)} ms`,
      runbook: `${runbook}#duration`,
      topic,
      metric: duration,
      threshold: target,
      evaluationPeriods: 3,
    });
    this.alarms = alarmsOf(this);
    this.widgets = [
      new cloudwatch.GraphWidget({
        title: `Function ${name}: runs`,
        left: [props.function.metricInvocations(), errors, throttles],
      }),
      new cloudwatch.GraphWidget({
        title: `Function ${name}: p99 of the duration`,
        left: [duration],
        leftAnnotations: [{ value: target, label: 'target' }],
      }),
    ];
  }
}

/** A run that reaches its timeout ends, so none is seen to take longer. */
function requireReachable({ durationTarget, function: watched }: FunctionMonitoringProps): void {
  const timeout = watched instanceof lambda.Function ? watched.timeout : undefined;
  const most = timeout?.isUnresolved() ? undefined : timeout?.toMilliseconds();
  const problems = new Problems();
  problems.check(
    'durationTarget in milliseconds',
    durationTarget.isUnresolved() ? undefined : durationTarget.toMilliseconds(),
    (target) => target > 0 && (most === undefined || target < most),
    most === undefined ? 'use more than 0' : `use less than the timeout of ${String(most)}`,
  );
  problems.throwIfAny();
}
