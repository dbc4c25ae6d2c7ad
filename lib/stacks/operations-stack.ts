import { CfnOutput, Duration, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DOCUMENTS } from '../../api/documents';
import { AlarmTopic } from '../constructs/alarm-topic';
import { ApiMonitoring } from '../constructs/api-monitoring';
import { CanaryGuard } from '../constructs/canary-guard';
import type { CanaryRelease } from '../constructs/canary-release';
import type { ContainerServiceMetrics } from '../constructs/container-service-metrics';
import { FunctionMonitoring } from '../constructs/function-monitoring';
import type { RestApiMetrics } from '../constructs/rest-api-metrics';
import { RunbookAlarm } from '../constructs/runbook-alarm';
import { ServiceMonitoring } from '../constructs/service-monitoring';
import type { WebSocketMetrics } from '../constructs/web-socket-metrics';
import { WebSocketMonitoring } from '../constructs/web-socket-monitoring';

/** Properties for {@link OperationsStack}. */
export interface OperationsStackProps extends StackProps {
  /** What is measured of the REST API. */
  readonly api: RestApiMetrics;

  /**
   * The canary of its stage, which is stopped when it does badly.
   *
   * @default - the stage has none
   */
  readonly canary?: CanaryRelease;

  /** What is measured of the WebSocket API. */
  readonly webSocketApi: WebSocketMetrics;

  /** The function behind `/objects`. */
  readonly objects: lambda.IFunction;

  /** The function that keeps connections and subscriptions. */
  readonly connections: lambda.IFunction;

  /** The function that tells subscribers. */
  readonly notify: lambda.IFunction;

  /** Changes that some subscriber was not told of. */
  readonly undelivered: sqs.IQueue;

  /** What is measured of the service behind `/exports`. */
  readonly service: ContainerServiceMetrics;

  /** The fewest tasks of that service. */
  readonly minTasks: number;

  /** How long 99 of 100 requests for an object may take. */
  readonly latencyTarget: Duration;

  /**
   * Who is told of alarms.
   *
   * @default - nobody, until somebody subscribes to the topic
   */
  readonly alarmEmail?: string;

  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;

  /** What becomes of logs, and of the key of the topic, when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** The routes that must be fast, of each version of the API. */
const ROUTES = Object.keys(DOCUMENTS).flatMap((version) =>
  ['GET', 'PUT'].map((method) => `${method} /${version}/objects/{key+}`),
);

/** What people look at: one topic for every alarm, and one dashboard. */
export class OperationsStack extends Stack {
  public constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);
    const { latencyTarget, logRetention, removalPolicy } = props;
    const { topic } = new AlarmTopic(this, 'Alarms', {
      email: props.alarmEmail,
      removalPolicy,
    });
    const api = new ApiMonitoring(this, 'Api', {
      metrics: props.api,
      routes: ROUTES,
      latencyTarget,
      topic,
      runbook: 'docs/runbooks/api.md',
    });
    const canary =
      props.canary &&
      new CanaryGuard(this, 'CanaryGuard', {
        canary: props.canary,
        routes: ROUTES,
        latencyTarget,
        topic,
        runbook: 'docs/runbooks/canary.md',
        logRetention,
        removalPolicy,
      });
    const connectionsTarget = Duration.seconds(1);
    const webSocketApi = new WebSocketMonitoring(this, 'WebSocketApi', {
      metrics: props.webSocketApi,
      latencyTarget: connectionsTarget,
      topic,
      runbook: 'docs/runbooks/web-socket-api.md',
    });
    const functions = [
      { id: 'Objects', function: props.objects, durationTarget: latencyTarget },
      { id: 'Connections', function: props.connections, durationTarget: connectionsTarget },
      { id: 'Notify', function: props.notify, durationTarget: Duration.seconds(5) },
    ].map(
      ({ id: name, ...one }) =>
        new FunctionMonitoring(this, name, {
          ...one,
          name,
          topic,
          runbook: 'docs/runbooks/functions.md',
        }),
    );
    new RunbookAlarm(this, 'Undelivered', {
      meaning: 'Some subscriber was not told of a change, after every retry',
      runbook: 'docs/runbooks/notifications.md#undelivered',
      topic,
      metric: props.undelivered.metricApproximateNumberOfMessagesVisible(),
      threshold: 0,
    });
    new RunbookAlarm(this, 'Late', {
      meaning: 'A change waited for more than a minute before its subscribers were told',
      runbook: 'docs/runbooks/notifications.md#late',
      topic,
      metric: props.notify.metric('AsyncEventAge', { statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: Duration.minutes(1).toMilliseconds(),
    });
    const service = new ServiceMonitoring(this, 'Service', {
      metrics: props.service,
      minTasks: props.minTasks,
      topic,
      runbook: 'docs/runbooks/service.md',
    });
    new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: [
        [...api.widgets],
        ...(canary ? [[...canary.widgets]] : []),
        [...webSocketApi.widgets],
        ...functions.map(({ widgets }) => [...widgets]),
        [...service.widgets],
      ],
    });
    new CfnOutput(this, 'AlarmTopicArn', {
      value: topic.topicArn,
      description: 'the topic to subscribe to, to hear of alarms',
    });
  }
}
