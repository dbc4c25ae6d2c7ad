import type { Duration } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm';

/** Properties for {@link FunctionMonitoring}. */
export interface FunctionMonitoringProps {
  /** The function. */
  readonly function: lambda.IFunction;

  /** What people call it. */
  readonly name: string;

  /** How long 99 of 100 invocations may take. */
  readonly durationTarget: Duration;

  /** Who is told. */
  readonly topic: sns.ITopic;

  /** The runbook, which has a section for each alarm. */
  readonly runbook: string;
}

/**
 * Alarms of a Lambda function, and the row of a dashboard that shows what they watch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class FunctionMonitoring extends Construct {
  /** What a dashboard shows of the function. */
  public readonly widgets: readonly cloudwatch.IWidget[];

  public constructor(scope: Construct, id: string, props: FunctionMonitoringProps) {
    super(scope, id);
    const { name, topic, runbook } = props;
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
      meaning: `One in 100 runs of the function ${name} took more than ${String(target)} ms`,
      runbook: `${runbook}#duration`,
      topic,
      metric: duration,
      threshold: target,
      evaluationPeriods: 3,
    });
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
