import { type Duration, Tokenization } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkAlarmLimits } from './alarm-limits';
import { Problems } from './problems';
import type { RestApiMetrics } from './rest-api-metrics';
import { checkRoutes, unknownRoutes } from './routes';
import { alarmsOf, RunbookAlarm } from './runbook-alarm';

/** Properties for {@link ApiMonitoring}. */
export interface ApiMonitoringProps {
  /** What is measured of the API. */
  readonly metrics: RestApiMetrics;

  /** Who is told. */
  readonly topic: sns.ITopic;

  /** The runbook, which has a section for each alarm, for example `docs/runbooks/api.md`. */
  readonly runbook: string;

  /**
   * The routes of the API that must be fast, for example `GET /objects/{key+}`. A streamed route has no place
   * among them: its latency is as long as what is streamed.
   */
  readonly routes: readonly string[];

  /** How long 99 of 100 requests to such a route may take. */
  readonly latencyTarget: Duration;

  /**
   * How many of 100 requests may be answered 5xx.
   *
   * @default 1
   */
  readonly serverErrorPercent?: number;

  /**
   * How many requests in five minutes are enough to speak of a percentage.
   *
   * @default 20
   */
  readonly minimumRequests?: number;

  /**
   * How many requests in five minutes may be throttled.
   *
   * @default 10
   */
  readonly throttles?: number;

  /**
   * How many requests in five minutes may be refused because of who called.
   *
   * @default 50
   */
  readonly authorizationFailures?: number;
}

/**
 * Alarms of a REST API, and the rows of a dashboard that show what they watch.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/monitoring-cloudwatch.html
 */
export class ApiMonitoring extends Construct {
  /** What a dashboard shows of the API. */
  public readonly widgets: readonly cloudwatch.IWidget[];

  /** Every alarm, for a composite alarm or a rollback. */
  public readonly alarms: readonly cloudwatch.IAlarm[];

  /** @throws when a limit or a route makes no sense, with every problem; a route that is not there fails the synthesis */
  public constructor(scope: Construct, id: string, props: ApiMonitoringProps) {
    super(scope, id);
    const { metrics, topic, routes } = props;
    requireUsable(props);
    this.node.addValidation({ validate: () => unknownRoutes('routes', routes, metrics.api) });
    const serverErrorPercent = props.serverErrorPercent ?? 1;
    const minimumRequests = props.minimumRequests ?? 20;
    const target = props.latencyTarget.toMilliseconds();

    new RunbookAlarm(this, 'ServerErrors', {
      meaning: `More than ${Tokenization.stringifyNumber(serverErrorPercent)} % of the requests of five minutes were answered 5xx`,
      runbook: `${props.runbook}#server-errors`,
      topic,
      metric: new cloudwatch.MathExpression({
        label: 'answered 5xx, in percent',
        expression: `IF(requests >= ${Tokenization.stringifyNumber(minimumRequests)}, 100 * errors / requests, 0)`,
        usingMetrics: { requests: metrics.requests(), errors: metrics.serverErrors() },
      }),
      threshold: serverErrorPercent,
    });
    new RunbookAlarm(this, 'Throttles', {
      meaning: 'Requests were answered 429',
      runbook: `${props.runbook}#throttles`,
      topic,
      metric: metrics.throttles(),
      threshold: props.throttles ?? 10,
    });
    new RunbookAlarm(this, 'AuthorizationFailures', {
      meaning: 'Many requests were refused because of who called',
      runbook: `${props.runbook}#authorization-failures`,
      topic,
      metric: metrics.authorizationFailures(),
      threshold: props.authorizationFailures ?? 50,
    });
    const latency = new Construct(this, 'Latency');
    const integrationLatency = new Construct(this, 'IntegrationLatency');
    for (const route of routes) {
      new RunbookAlarm(latency, route, {
        meaning: `One in 100 of ${route} took more than ${Tokenization.stringifyNumber(target)} ms`,
        runbook: `${props.runbook}#latency`,
        topic,
        metric: metrics.latency({ route }),
        threshold: target,
        evaluationPeriods: 3,
      });
      new RunbookAlarm(integrationLatency, route, {
        meaning: `One in 100 of ${route} took more than ${Tokenization.stringifyNumber(target)} ms behind the API`,
        runbook: `${props.runbook}#integration-latency`,
        topic,
        metric: metrics.integrationLatency({ route }),
        threshold: target,
        evaluationPeriods: 3,
      });
    }
    this.alarms = alarmsOf(this);
    this.widgets = [
      new cloudwatch.GraphWidget({
        title: 'API: requests',
        left: [metrics.requests(), metrics.clientErrors(), metrics.serverErrors()],
      }),
      new cloudwatch.GraphWidget({
        title: 'API: refused',
        left: [metrics.throttles(), metrics.authorizationFailures()],
      }),
      // CloudWatch refuses a graph of nothing.
      ...(routes.length === 0
        ? []
        : [
            new cloudwatch.GraphWidget({
              title: 'API: p99 of each route, and behind the API',
              left: routes.flatMap((route) => [
                metrics.latency({ route, label: route }),
                metrics.integrationLatency({ route, label: `${route}, behind` }),
              ]),
              leftAnnotations: [{ value: target, label: 'target' }],
            }),
          ]),
    ];
  }
}

function requireUsable(props: ApiMonitoringProps): void {
  const problems = new Problems();
  const { throttles, authorizationFailures } = props;
  checkRoutes(problems, 'routes', props.routes);
  checkAlarmLimits(problems, props, { throttles, authorizationFailures });
  problems.throwIfAny();
}
