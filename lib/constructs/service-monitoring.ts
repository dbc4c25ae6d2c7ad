import { Tokenization } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ContainerServiceMetrics } from './container-service-metrics';
import { isWhole, Problems } from './problems';
import { alarmsOf, RunbookAlarm } from './runbook-alarm';

/** Properties for {@link ServiceMonitoring}. */
export interface ServiceMonitoringProps {
  /** What is measured of the service. */
  readonly metrics: ContainerServiceMetrics;

  /** The fewest tasks that must be able to take requests, 1 or more. */
  readonly minTasks: number;

  /** Where alarms are published. */
  readonly topic: sns.ITopic;

  /** The runbook, which has a section for each alarm. */
  readonly runbook: string;
}

/**
 * Alarms of a container service behind a load balancer, and the row of a dashboard that shows what they
 * watch. A deployment that fails needs none: it rolls back, and the deploy says so.
 *
 * @throws when an alarm would watch nothing
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export class ServiceMonitoring extends Construct {
  /** Every alarm, for a composite alarm or a rollback. */
  public readonly alarms: readonly cloudwatch.IAlarm[];

  /** What a dashboard shows of the service. */
  public readonly widgets: readonly cloudwatch.IWidget[];

  public constructor(scope: Construct, id: string, props: ServiceMonitoringProps) {
    super(scope, id);
    const { metrics, minTasks, topic, runbook } = props;
    const problems = new Problems();
    problems.check('minTasks', minTasks, isWhole(1), 'use 1 or more; fewer than 0 are never seen');
    problems.throwIfAny();

    new RunbookAlarm(this, 'HealthyTasks', {
      meaning: `For three minutes fewer than ${Tokenization.stringifyNumber(minTasks)} tasks could take requests`,
      runbook: `${runbook}#healthy-tasks`,
      topic,
      metric: metrics.healthyTasks(),
      threshold: minTasks,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      // A service without a single task measures nothing.
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    new RunbookAlarm(this, 'UnhealthyTasks', {
      meaning: 'For five minutes some task ran and failed its health check',
      runbook: `${runbook}#unhealthy-tasks`,
      topic,
      metric: metrics.unhealthyTasks(),
      threshold: 0,
      evaluationPeriods: 5,
    });
    new RunbookAlarm(this, 'ServerErrors', {
      meaning: 'For three minutes tasks answered 5xx',
      runbook: `${runbook}#server-errors`,
      topic,
      metric: metrics.serverErrors(),
      threshold: 0,
      evaluationPeriods: 3,
    });
    new RunbookAlarm(this, 'Cpu', {
      meaning: 'For 15 minutes the tasks used more than 85 % of their CPU',
      runbook: `${runbook}#cpu`,
      topic,
      metric: metrics.cpuUtilization(),
      threshold: 85,
      evaluationPeriods: 15,
    });
    this.alarms = alarmsOf(this);
    this.widgets = [
      new cloudwatch.GraphWidget({
        title: 'Service: tasks',
        left: [metrics.healthyTasks(), metrics.unhealthyTasks()],
        leftAnnotations: [{ value: minTasks, label: 'fewest' }],
      }),
      new cloudwatch.GraphWidget({
        title: 'Service: requests',
        left: [metrics.requests(), metrics.serverErrors()],
      }),
      new cloudwatch.GraphWidget({
        title: 'Service: CPU in percent',
        left: [metrics.cpuUtilization()],
      }),
    ];
  }
}
