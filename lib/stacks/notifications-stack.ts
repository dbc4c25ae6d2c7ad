import {
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib/core';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { NodeFunction } from '../constructs/node-function';
import { WebSocketApi } from '../constructs/web-socket-api';
import type { WebSocketMetrics } from '../constructs/web-socket-metrics';

/** Properties for {@link NotificationsStack}. */
export interface NotificationsStackProps extends StackProps {
  /** The bucket whose changes are told; it sends them to EventBridge. */
  readonly objects: s3.IBucket;

  /** The role that may connect. */
  readonly apiClient: iam.IRole;

  /** Connections and messages per second before the API refuses them. */
  readonly throttlingRateLimit: number;

  /** Connections and messages at once before the API refuses them. */
  readonly throttlingBurstLimit: number;

  /**
   * How many runs of the function that tells subscribers are set aside for it, and the most that a burst of
   * changes may take. What is beyond waits for an hour, then it is undelivered.
   *
   * @default - none: a burst takes what the account has left
   */
  readonly notifyConcurrency?: number;

  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;

  /** What becomes of logs, table and queue when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** Tells clients of changes: a WebSocket API to subscribe by prefix, and a function that tells them. */
export class NotificationsStack extends Stack {
  /** What is measured of the WebSocket API. */
  public readonly metrics: WebSocketMetrics;

  /** Keeps connections and subscriptions. */
  public readonly connections: lambda.IFunction;

  /** Tells the subscribers. */
  public readonly notify: lambda.IFunction;

  /** Changes that some subscriber was not told of, after every retry. */
  public readonly undelivered: sqs.IQueue;

  public constructor(scope: Construct, id: string, props: NotificationsStackProps) {
    super(scope, id, props);
    const { logRetention, removalPolicy } = props;
    const table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      timeToLiveAttribute: 'expires',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
    });

    const connections = new NodeFunction(this, 'Connections', {
      entry: 'lambda/connections',
      description: 'Keeps the connections of clients and what they subscribe to',
      environment: { TABLE_NAME: table.tableName },
      logRetention,
      removalPolicy,
    });
    connections.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        resources: [table.tableArn],
      }),
    );

    const webSocketApi = new WebSocketApi(this, 'WebSocketApi', {
      description: 'Changes of objects, to whom they concern',
      connect: connections.function,
      disconnect: connections.function,
      actions: { subscribe: connections.function, unsubscribe: connections.function },
      otherwise: connections.function,
      throttlingRateLimit: props.throttlingRateLimit,
      throttlingBurstLimit: props.throttlingBurstLimit,
      logRetention,
      removalPolicy,
    });
    // Named unlike the policy in the API's stack: of two inline policies of one name, the last is left.
    new iam.Policy(this, 'MayConnect', {
      roles: [props.apiClient],
      statements: [
        new iam.PolicyStatement({
          actions: ['execute-api:Invoke'],
          resources: [webSocketApi.connectArn],
        }),
      ],
    });

    const notify = new NodeFunction(this, 'Notify', {
      entry: 'lambda/notify',
      description: 'Tells the subscribers of a changed object',
      environment: { TABLE_NAME: table.tableName, CALLBACK_URL: webSocketApi.callbackUrl },
      // Its first second attempt comes after a minute, when an attempt that ended badly is over.
      timeout: Duration.seconds(45),
      reservedConcurrentExecutions: props.notifyConcurrency,
      logRetention,
      removalPolicy,
    });
    notify.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        resources: [table.tableArn],
      }),
    );
    webSocketApi.grantManageConnections(notify.role);
    Validations.of(notify.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<WebSocketApi>/v1/POST/@connections/*]',
      reason: 'The star stands for the id of a connection, which API Gateway makes up.',
    });

    const undelivered = this.queue(removalPolicy);
    this.metrics = webSocketApi.metrics;
    this.connections = connections.function;
    this.notify = notify.function;
    this.undelivered = undelivered;
    notify.role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [undelivered.queueArn] }),
    );
    notify.function.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: undelivered.queueArn }) },
    });
    new events.Rule(this, 'Changes', {
      description: 'Objects that are there now, or no longer',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created', 'Object Deleted'],
        detail: {
          bucket: { name: [props.objects.bucketName] },
          // Old versions that expire are deleted too, while the object stays.
          'deletion-type': [{ exists: false }, 'Delete Marker Created'],
        },
      },
      targets: [
        new targets.LambdaFunction(notify.function, {
          deadLetterQueue: undelivered,
          maxEventAge: Duration.hours(1),
        }),
      ],
    });

    new CfnOutput(this, 'WebSocketApiId', {
      value: webSocketApi.api.apiId,
      description: 'the id of the WebSocket API',
    });
    new CfnOutput(this, 'WebSocketUrl', {
      value: webSocketApi.url,
      description: 'where clients connect to hear of changes',
    });
    new CfnOutput(this, 'ConnectionsTableName', {
      value: table.tableName,
      description: 'the table of connections and subscriptions',
    });
  }

  private queue(removalPolicy: RemovalPolicy): sqs.Queue {
    const queue = new sqs.Queue(this, 'Undelivered', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue, of the rule and of the function.',
    });
    return queue;
  }
}
