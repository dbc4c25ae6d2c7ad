import {
  ArnFormat,
  type Duration,
  type RemovalPolicy,
  Stack,
  Tokenization,
} from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkAlarmLimits } from './alarm-limits';
import type { CanaryRelease } from './canary-release';
import { NodeFunction } from './node-function';
import { Problems } from './problems';
import { checkRoutes, unknownRoutes } from './routes';
import { alarmsOf, RunbookAlarm } from './runbook-alarm';

/** Properties for {@link CanaryGuard}. */
export interface CanaryGuardProps {
  /** The canary. */
  readonly canary: CanaryRelease;

  /** Who is told. */
  readonly topic: sns.ITopic;

  /** The runbook, which has a section for each alarm, for example `docs/runbooks/canary.md`. */
  readonly runbook: string;

  /** The routes that must be fast, for example `GET /objects/{key+}`; none that is streamed. */
  readonly routes: readonly string[];

  /** How long 99 of 100 requests to such a route may take. */
  readonly latencyTarget: Duration;

  /**
   * How many of 100 requests to the canary may be answered 5xx.
   *
   * @default 1
   */
  readonly serverErrorPercent?: number;

  /**
   * How many requests to the canary in five minutes are enough to speak of a percentage.
   *
   * @default 20
   */
  readonly minimumRequests?: number;

  /**
   * How long the log of the function is kept.
   *
   * @default - one year
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of that log when the stack is deleted.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Ends a canary release that does badly: alarms of what the canary answers call a function that sends every
 * request to the baseline again.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export class CanaryGuard extends Construct {
  /** The function that ends the release; it takes no notice of what it is called with. */
  public readonly stop: lambda.IFunction;

  /** What a dashboard shows of the canary. */
  public readonly widgets: readonly cloudwatch.IWidget[];

  /** Every alarm, for a composite alarm. */
  public readonly alarms: readonly cloudwatch.IAlarm[];

  /** @throws when a limit or a route makes no sense, with every problem; a route that is not there fails the synthesis */
  public constructor(scope: Construct, id: string, props: CanaryGuardProps) {
    super(scope, id);
    const { canary, topic, routes, runbook, logRetention, removalPolicy } = props;
    const problems = new Problems();
    checkRoutes(problems, 'routes', routes);
    checkAlarmLimits(problems, props);
    problems.throwIfAny();
    this.node.addValidation({ validate: () => unknownRoutes('routes', routes, canary.api) });
    const serverErrorPercent = props.serverErrorPercent ?? 1;
    const minimumRequests = props.minimumRequests ?? 20;
    const target = props.latencyTarget.toMilliseconds();
    const { stageName } = canary;
    const { restApiId } = canary.api;

    const stop = new NodeFunction(this, 'Stop', {
      entry: 'lambda/canary-stop',
      description: 'Ends a canary release: every request goes to the baseline',
      environment: { REST_API_ID: restApiId, STAGE_NAME: stageName },
      logRetention,
      removalPolicy,
    });
    stop.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['apigateway:PATCH'],
        resources: [
          Stack.of(this).formatArn({
            service: 'apigateway',
            account: '',
            resource: `/restapis/${restApiId}/stages`,
            resourceName: stageName,
            arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
          }),
        ],
      }),
    );
    // Two alarms of one function need two permissions, whose ids would otherwise be the same.
    const actions = [new LambdaAction(stop.function, { useUniquePermissionId: true })];

    new RunbookAlarm(this, 'ServerErrors', {
      meaning: `More than ${Tokenization.stringifyNumber(serverErrorPercent)} % of the requests to the canary were answered 5xx, and it was stopped`,
      runbook: `${runbook}#canary-server-errors`,
      topic,
      actions,
      metric: new cloudwatch.MathExpression({
        label: 'answered 5xx by the canary, in percent',
        expression: `IF(requests >= ${Tokenization.stringifyNumber(minimumRequests)}, 100 * FILL(errors, 0) / requests, 0)`,
        usingMetrics: { requests: canary.metricRequests(), errors: canary.metricServerErrors() },
      }),
      threshold: serverErrorPercent,
    });
    const latency = new Construct(this, 'Latency');
    for (const route of routes) {
      new RunbookAlarm(latency, route, {
        meaning: `One in 100 of ${route} took the canary more than ${Tokenization.stringifyNumber(target)} ms, and it was stopped`,
        runbook: `${runbook}#canary-latency`,
        topic,
        actions,
        metric: canary.metricLatency(route),
        threshold: target,
      });
    }
    new RunbookAlarm(this, 'StopFailed', {
      meaning: 'A canary that did badly could not be stopped',
      runbook: `${runbook}#canary-not-stopped`,
      topic,
      metric: stop.function.metricErrors(),
      threshold: 0,
    });
    this.stop = stop.function;
    this.alarms = alarmsOf(this);
    this.widgets = [
      new cloudwatch.GraphWidget({
        title: 'Canary: requests',
        left: [canary.metricRequests(), canary.metricServerErrors()],
      }),
      // CloudWatch refuses a graph of nothing.
      ...(routes.length === 0
        ? []
        : [
            new cloudwatch.GraphWidget({
              title: 'Canary: p99 of each route',
              left: routes.map((route) => canary.metricLatency(route, { label: route })),
              leftAnnotations: [{ value: target, label: 'target' }],
            }),
          ]),
    ];
  }
}
