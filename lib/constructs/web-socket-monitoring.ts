import { type Duration, Tokenization } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkAlarmLimits } from './alarm-limits';
import { Problems } from './problems';
import { alarmsOf, RunbookAlarm } from './runbook-alarm';
import type { WebSocketMetrics } from './web-socket-metrics';

/** Properties for {@link WebSocketMonitoring}. */
export interface WebSocketMonitoringProps {
  /** What is measured of the API. */
  readonly metrics: WebSocketMetrics;

  /** Who is told. */
  readonly topic: sns.ITopic;

  /** The runbook, which has a section for each alarm, for example `docs/runbooks/web-socket-api.md`. */
  readonly runbook: string;

  /** How long a function may take to answer 99 of 100 connects and messages. */
  readonly latencyTarget: Duration;

  /**
   * How many requests in five minutes API Gateway may refuse.
   *
   * @default 50
   */
  readonly clientErrors?: number;

  /**
   * How many requests in five minutes a function may answer 4xx or 5xx, and how often in five minutes API
   * Gateway may fail to call one.
   *
   * @default 5
   */
  readonly errors?: number;
}

/**
 * Alarms of a WebSocket API, and the rows of a dashboard that show what they watch.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 */
export class WebSocketMonitoring extends Construct {
  /** What a dashboard shows of the API. */
  public readonly widgets: readonly cloudwatch.IWidget[];

  /** Every alarm, for a composite alarm or a rollback. */
  public readonly alarms: readonly cloudwatch.IAlarm[];

  /** @throws when a limit makes no sense, with every problem */
  public constructor(scope: Construct, id: string, props: WebSocketMonitoringProps) {
    super(scope, id);
    const { metrics, topic, runbook } = props;
    const problems = new Problems();
    checkAlarmLimits(problems, props, { clientErrors: props.clientErrors, errors: props.errors });
    problems.throwIfAny();
    const clientErrors = props.clientErrors ?? 50;
    const errors = props.errors ?? 5;
    const target = props.latencyTarget.toMilliseconds();

    new RunbookAlarm(this, 'ClientErrors', {
      meaning: 'Many clients were refused when they connected, or throttled',
      runbook: `${runbook}#client-errors`,
      topic,
      metric: metrics.clientErrors(),
      threshold: clientErrors,
    });
    new RunbookAlarm(this, 'IntegrationErrors', {
      meaning: 'Connects or messages were answered 4xx or 5xx by a function',
      runbook: `${runbook}#integration-errors`,
      topic,
      metric: metrics.integrationErrors(),
      threshold: errors,
    });
    new RunbookAlarm(this, 'ExecutionErrors', {
      meaning: 'API Gateway failed to call a function for connects or messages',
      runbook: `${runbook}#execution-errors`,
      topic,
      metric: metrics.executionErrors(),
      threshold: errors,
    });
    new RunbookAlarm(this, 'IntegrationLatency', {
      meaning: `One in 100 connects and messages took a function more than ${Tokenization.stringifyNumber(target)} ms`,
      runbook: `${runbook}#integration-latency`,
      topic,
      metric: metrics.integrationLatency(),
      threshold: target,
      evaluationPeriods: 3,
    });
    this.alarms = alarmsOf(this);
    this.widgets = [
      new cloudwatch.GraphWidget({
        title: 'WebSocket API: connects and messages',
        left: [metrics.connects(), metrics.messages()],
      }),
      new cloudwatch.GraphWidget({
        title: 'WebSocket API: refused and failed',
        left: [metrics.clientErrors(), metrics.integrationErrors(), metrics.executionErrors()],
      }),
      new cloudwatch.GraphWidget({
        title: 'WebSocket API: p99 of the functions',
        left: [metrics.integrationLatency()],
        leftAnnotations: [{ value: target, label: 'target' }],
      }),
    ];
  }
}
