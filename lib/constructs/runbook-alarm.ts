import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { isWhole, Problems } from './problems';

/** Properties for {@link RunbookAlarm}. */
export interface RunbookAlarmProps {
  /** What is wrong, in words. */
  readonly meaning: string;

  /** Where it is written what to do, for example `docs/runbooks/api.md#server-errors`. */
  readonly runbook: string;

  /** Who is told, when it begins and when it is over. */
  readonly topic: sns.ITopic;

  /** What is watched. */
  readonly metric: cloudwatch.IMetric;

  /** Where it becomes too much, in the unit of the metric. */
  readonly threshold: number;

  /**
   * How a value is compared with the threshold.
   *
   * @default - more than the threshold is too much
   */
  readonly comparisonOperator?: cloudwatch.ComparisonOperator;

  /**
   * For how many periods in a row it must be too much.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;

  /**
   * What it means when nothing was measured.
   *
   * @default - that nothing happened, so nothing is wrong
   */
  readonly treatMissingData?: cloudwatch.TreatMissingData;

  /**
   * What is done about it when it begins.
   *
   * @default - nothing: somebody is told
   */
  readonly actions?: readonly cloudwatch.IAlarmAction[];
}

/**
 * An alarm that says what to do, and tells a topic when it begins and when it is over.
 *
 * @throws when CloudWatch would refuse a property, with every problem
 */
export class RunbookAlarm extends Construct {
  /** The alarm. */
  public readonly alarm: cloudwatch.IAlarm;

  public constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    const stat = props.metric.toMetricConfig().metricStat;
    requireUsable(props, stat?.period.toSeconds());
    const percentile = /^p\d/.test(stat?.statistic ?? '');
    const alarm = new cloudwatch.Alarm(this, 'Resource', {
      alarmDescription: `${props.meaning}; what to do: ${props.runbook}`,
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator:
        props.comparisonOperator ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: props.evaluationPeriods ?? 1,
      treatMissingData: props.treatMissingData ?? cloudwatch.TreatMissingData.NOT_BREACHING,
      // The slowest of 100 requests is not known when there were five.
      evaluateLowSampleCountPercentile: percentile ? 'ignore' : undefined,
    });
    const action = new SnsAction(props.topic);
    alarm.addAlarmAction(action, ...(props.actions ?? []));
    alarm.addOkAction(action);
    this.alarm = alarm;
  }
}

/** Every alarm that a construct has made, for a composite alarm or a rollback. */
export function alarmsOf(owner: Construct): cloudwatch.IAlarm[] {
  return owner.node
    .findAll()
    .filter((child) => child instanceof RunbookAlarm)
    .map(({ alarm }) => alarm);
}

const DAY = 86_400;

/** CloudWatch looks back a day at most, and a week when the periods are hours. */
function requireUsable(props: RunbookAlarmProps, period = 300): void {
  const problems = new Problems();
  const longest = period >= 3600 ? 7 * DAY : DAY;
  problems.check('meaning', props.meaning, (text) => text !== '', 'say what is wrong, in words');
  problems.check('runbook', props.runbook, (text) => text !== '', 'name the section of a runbook');
  problems.check('threshold', props.threshold, Number.isFinite, 'use a number');
  problems.check(
    'evaluationPeriods',
    props.evaluationPeriods,
    isWhole(1, Math.floor(longest / period)),
    `use 1 to ${String(Math.floor(longest / period))} periods of ${String(period)} s`,
  );
  problems.throwIfAny();
}
