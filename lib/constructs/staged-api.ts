import { Names, RemovalPolicy } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { AccessLog } from './access-log';
import { defaultChild } from './default-child';
import { methodOptions, type MethodThrottling } from './method-throttling';

/** What there is to choose of an API and of its one stage. */
export interface StagedApiProps {
  /** What the API is for. */
  readonly description: string;

  /**
   * The name of the stage, which begins every path.
   *
   * @default 'live'
   */
  readonly stageName?: string;

  /**
   * Requests per second, on average, before the stage answers 429.
   *
   * @default 50
   */
  readonly throttlingRateLimit?: number;

  /**
   * Requests at once before the stage answers 429.
   *
   * @default - twice `throttlingRateLimit`
   */
  readonly throttlingBurstLimit?: number;

  /**
   * Limits of single routes, for example of `GET /v1/exports`, instead of those of the stage.
   *
   * @default - each route may take all that the stage lets through
   */
  readonly methodThrottling?: MethodThrottling;

  /**
   * How long access and execution logs are kept.
   *
   * @default - one year
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the access log when the API is deleted.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** How long logs are kept and what becomes of them, defaults included. */
export function keptLogs(
  props: StagedApiProps,
): Required<Pick<StagedApiProps, 'logRetention' | 'removalPolicy'>> {
  return {
    logRetention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  };
}

/** Makes an API without routes, with one stage that is throttled, logged and traced. */
export function stagedApi(owner: Construct, props: StagedApiProps): apigateway.RestApi {
  const stageName = props.stageName ?? 'live';
  const throttlingRateLimit = props.throttlingRateLimit ?? 50;
  const throttlingBurstLimit = props.throttlingBurstLimit ?? 2 * throttlingRateLimit;
  const { logRetention: retention, removalPolicy } = keptLogs(props);

  const accessLog = new AccessLog(owner, 'AccessLog', { retention, removalPolicy });
  const observed = {
    metricsEnabled: true,
    loggingLevel: apigateway.MethodLoggingLevel.ERROR,
    dataTraceEnabled: false,
  };
  const api = new apigateway.RestApi(owner, 'Resource', {
    // What the console lists; the L2 would call every API "Resource".
    restApiName: Names.uniqueResourceName(owner, { separator: '-', maxLength: 128 }),
    description: props.description,
    endpointTypes: [apigateway.EndpointType.REGIONAL],
    // Objects are bytes: nothing is re-encoded on its way.
    binaryMediaTypes: ['*/*'],
    cloudWatchRole: false,
    deployOptions: {
      stageName,
      throttlingRateLimit,
      throttlingBurstLimit,
      methodOptions: methodOptions(props.methodThrottling ?? {}, observed),
      tracingEnabled: true,
      accessLogDestination: accessLog.destination,
      accessLogFormat: accessLog.format,
      ...observed,
    },
  });
  // Outputs belong to stacks; the L2 adds one here.
  api.node.tryRemoveChild('Endpoint');
  // By default an API still accepts TLS 1.0.
  const resource = defaultChild(api, apigateway.CfnRestApi);
  resource.securityPolicy = apigateway.SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
  resource.endpointAccessMode = apigateway.EndpointAccessMode.STRICT;
  // API Gateway makes this log group itself, without retention, unless it is there.
  const executionLog = new logs.LogGroup(owner, 'ExecutionLog', {
    logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${stageName}`,
    retention,
    removalPolicy,
  });
  api.deploymentStage.node.addDependency(executionLog);
  return api;
}
