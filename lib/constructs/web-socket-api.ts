import { Names, RemovalPolicy, Token, Validations } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { defaultChild } from './default-child';
import { checkStageName } from './own-stage';
import { isOneOf, Problems } from './problems';
import { burstOf, checkThrottle } from './throttle';
import { WebSocketMetrics } from './web-socket-metrics';

/** How a client proves who it is when it connects: `iam` is a request signed with SigV4. */
export type WebSocketAuthorization = 'iam';

/** Properties for {@link WebSocketApi}. */
export interface WebSocketApiProps {
  /** What the API is for. */
  readonly description: string;

  /** Decides on `$connect` whether a client that was let in may stay; it answers status 200. */
  readonly connect: lambda.IFunction;

  /** Is told on `$disconnect` of each connection that ended; AWS tries, and promises no more. */
  readonly disconnect: lambda.IFunction;

  /** Answers messages by their `action`, for example `subscribe`; a `$` begins only names of API Gateway. */
  readonly actions: Readonly<Record<string, lambda.IFunction>>;

  /** Answers every other message, one that is no JSON included. */
  readonly otherwise: lambda.IFunction;

  /**
   * How a client proves who it is.
   *
   * @default 'iam'
   */
  readonly authorization?: WebSocketAuthorization;

  /**
   * The name of the stage, which is the path.
   *
   * @default 'v1'
   */
  readonly stageName?: string;

  /**
   * Connections and messages per second, on average, before the stage refuses them.
   *
   * @default 50
   */
  readonly throttlingRateLimit?: number;

  /**
   * Connections and messages at once before the stage refuses them.
   *
   * @default - twice `throttlingRateLimit`, rounded up
   */
  readonly throttlingBurstLimit?: number;

  /**
   * How long access and execution logs are kept.
   *
   * @default - one year
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the logs when the API is deleted.
   *
   * @default - they are retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What each access-log line holds: who sent what kind of message, and what came of it; never a body. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  connectionId: '$context.connectionId',
  caller: '$context.identity.userArn',
  sourceIp: '$context.identity.sourceIp',
  event: '$context.eventType',
  route: '$context.routeKey',
  status: '$context.status',
  authorizationError: '$context.authorize.error',
  integrationStatus: '$context.integration.status',
  integrationLatencyMs: '$context.integration.latency',
  error: '$context.error.responseType',
};

const AUTHORIZERS: Record<WebSocketAuthorization, apigatewayv2.IWebSocketRouteAuthorizer> = {
  iam: new WebSocketIamAuthorizer(),
};

/**
 * A WebSocket API whose clients sign in by IAM when they connect: one throttled and logged stage in front
 * of Lambda functions, through which messages are sent to clients as well. It needs the account's logging
 * role (`ApiGatewayAccount`).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html
 */
export class WebSocketApi extends Construct {
  /** The API. */
  public readonly api: apigatewayv2.IWebSocketApi;

  /** Its one stage. */
  public readonly stage: apigatewayv2.IWebSocketStage;

  /** Where clients connect, `wss://...`. */
  public readonly url: string;

  /** Where messages to clients are posted, `https://...`. */
  public readonly callbackUrl: string;

  /** What a client needs `execute-api:Invoke` on. */
  public readonly connectArn: string;

  /** What can be measured of it. */
  public readonly metrics: WebSocketMetrics;

  private readonly connectionsArn: string;

  /** @throws when API Gateway would refuse a property, or there is no such authorization, with every problem */
  public constructor(scope: Construct, id: string, props: WebSocketApiProps) {
    super(scope, id);
    const stageName = props.stageName ?? 'v1';
    const throttlingRateLimit = props.throttlingRateLimit ?? 50;
    requireUsable(props, stageName, throttlingRateLimit);
    const authorizer = AUTHORIZERS[props.authorization ?? 'iam'];
    const retention = props.logRetention ?? logs.RetentionDays.ONE_YEAR;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    const api = new apigatewayv2.WebSocketApi(this, 'Resource', {
      // What the console lists; the L2 would call every API "Resource".
      apiName: Names.uniqueResourceName(this, { separator: '-', maxLength: 128 }),
      description: props.description,
      routeSelectionExpression: '$request.body.action',
      connectRouteOptions: { integration: to('Connect', props.connect), authorizer },
      disconnectRouteOptions: { integration: to('Disconnect', props.disconnect) },
      defaultRouteOptions: { integration: to('Otherwise', props.otherwise), returnResponse: true },
    });
    for (const [action, handler] of Object.entries(props.actions)) {
      api.addRoute(action, { integration: to(action, handler), returnResponse: true });
    }

    // API Gateway makes this log group itself, without retention, unless it is there.
    const executionLog = new logs.LogGroup(this, 'ExecutionLog', {
      logGroupName: `/aws/apigateway/${api.apiId}/${stageName}`,
      retention,
      removalPolicy,
    });
    const accessLog = new logs.LogGroup(this, 'AccessLog', { retention, removalPolicy });
    const stage = new apigatewayv2.WebSocketStage(this, 'Stage', {
      webSocketApi: api,
      stageName,
      autoDeploy: true,
      accessLogSettings: {
        destination: new apigatewayv2.LogGroupLogDestination(accessLog),
        format: apigateway.AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    // The L2 knows the throttle and the metrics, but not the level of the log.
    defaultChild(stage, apigatewayv2.CfnStage).defaultRouteSettings = {
      throttlingRateLimit,
      throttlingBurstLimit: burstOf(throttlingRateLimit, props.throttlingBurstLimit),
      detailedMetricsEnabled: true,
      loggingLevel: 'ERROR',
      dataTraceEnabled: false,
    };
    stage.node.addDependency(executionLog);

    this.api = api;
    this.stage = stage;
    this.url = stage.url;
    this.callbackUrl = stage.callbackUrl;
    this.metrics = new WebSocketMetrics(stage);
    this.connectArn = api.arnForExecuteApiV2('$connect', stageName);
    this.connectionsArn = api.arnForExecuteApiV2('POST/@connections/*', stageName);
    this.acknowledge(api);
  }

  /** Allows sending messages to the connections of this stage, and nothing else about them. */
  public grantManageConnections(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:ManageConnections'],
      resourceArns: [this.connectionsArn],
    });
  }

  private acknowledge(api: apigatewayv2.WebSocketApi): void {
    for (const route of api.node.findAll()) {
      if (!(route instanceof apigatewayv2.WebSocketRoute) || route.routeKey === '$connect')
        continue;
      Validations.of(route).acknowledge({
        id: 'AwsSolutions::AwsSolutions-APIG4',
        reason:
          'API Gateway authorizes a WebSocket client when it connects, and only then: $connect demands a signed request, and no message can be sent without a connection.',
      });
    }
  }
}

function requireUsable(props: WebSocketApiProps, stageName: string, rateLimit: number): void {
  const problems = new Problems();
  // Without its authorizer, $connect would be open to everybody.
  problems.checkChoice('authorization', props.authorization, Object.keys(AUTHORIZERS));
  checkStageName(problems, stageName);
  for (const action of Object.keys(props.actions)) {
    if (Token.isUnresolved(action) || !/^[^$\s*?][^\s*?]*$/.test(action)) {
      problems.add(
        'actions',
        action,
        'use text without spaces, stars and question marks, which does not begin with $',
      );
    }
  }
  checkThrottle(
    problems,
    ['throttlingRateLimit', 'throttlingBurstLimit'],
    rateLimit,
    props.throttlingBurstLimit,
  );
  problems.check(
    'logRetention',
    props.logRetention,
    isOneOf(logs.RetentionDays),
    'use a value of logs.RetentionDays',
  );
  problems.throwIfAny();
}

/** An integration for one route; shared, it would permit only the first route to call the function. */
function to(id: string, handler: lambda.IFunction): WebSocketLambdaIntegration {
  return new WebSocketLambdaIntegration(id, handler);
}
