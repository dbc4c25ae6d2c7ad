import { CfnOutput, Duration, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarm-topic';
import { ApiMonitoring } from '../constructs/api-monitoring';
import type { ContainerServiceMetrics } from '../constructs/container-service-metrics';
import { FunctionMonitoring } from '../constructs/function-monitoring';
import type { RestApiMetrics } from '../constructs/rest-api-metrics';
import { RunbookAlarm } from '../constructs/runbook-alarm';
import { ServiceMonitoring } from '../constructs/service-monitoring';

/** Properties for {@link OperationsStack}. */
export interface OperationsStackProps extends StackProps {
  /** What is measured of the REST API. */
  readonly api: RestApiMetrics;

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

  /** What becomes of the key of the topic when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** What people look at: one topic for every alarm, and one dashboard. */
export class OperationsStack extends Stack {
  public constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);
    const { latencyTarget } = props;
    const { topic } = new AlarmTopic(this, 'Alarms', {
      email: props.alarmEmail,
      removalPolicy: props.removalPolicy,
    });
    const api = new ApiMonitoring(this, 'Api', {
      metrics: props.api,
      routes: ['GET /objects/{key+}', 'PUT /objects/{key+}'],
      latencyTarget,
      topic,
      runbook: 'docs/runbooks/api.md',
    });
    const functions = [
      { id: 'Objects', function: props.objects, durationTarget: latencyTarget },
      { id: 'Connections', function: props.connections, durationTarget: Duration.seconds(1) },
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
    const service = new ServiceMonitoring(this, 'Service', {
      metrics: props.service,
      minTasks: props.minTasks,
      topic,
      runbook: 'docs/runbooks/service.md',
    });
    new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: [
        [...api.widgets],
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
