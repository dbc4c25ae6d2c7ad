import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ContainerServiceMetrics } from './container-service-metrics';
import { RunbookAlarm } from './runbook-alarm';

/** Properties for {@link ServiceMonitoring}. */
export interface ServiceMonitoringProps {
  /** What is measured of the service. */
  readonly metrics: ContainerServiceMetrics;

  /** The fewest tasks that must be able to take requests. */
  readonly minTasks: number;

  /** Who is told. */
  readonly topic: sns.ITopic;

  /** The runbook, which has a section for each alarm. */
  readonly runbook: string;
}

/**
 * Alarms of a container service behind a load balancer, and the row of a dashboard that shows what they
 * watch. A deployment that fails needs none: it rolls back, and whoever deploys is told.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export class ServiceMonitoring extends Construct {
  /** What a dashboard shows of the service. */
  public readonly widgets: readonly cloudwatch.IWidget[];

  public constructor(scope: Construct, id: string, props: ServiceMonitoringProps) {
    super(scope, id);
    const { metrics, minTasks, topic, runbook } = props;

    new RunbookAlarm(this, 'HealthyTasks', {
      meaning: `For three minutes fewer than ${String(minTasks)} tasks could take requests`,
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
