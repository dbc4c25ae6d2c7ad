import { Names, RemovalPolicy, Token } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { AccessLog } from './access-log';
import { defaultChild } from './default-child';
import { checkMethodThrottling, methodOptions, type MethodThrottling } from './method-throttling';
import { checkStageName } from './own-stage';
import { isOneOf, type Problems } from './problems';
import { burstOf, checkThrottle } from './throttle';

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
   * @default - twice `throttlingRateLimit`, rounded up
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

/** What a stage is called and how much it lets through, defaults included. */
function stageOptions(props: StagedApiProps) {
  const throttlingRateLimit = props.throttlingRateLimit ?? 50;
  return {
    stageName: props.stageName ?? 'live',
    throttlingRateLimit,
    throttlingBurstLimit: burstOf(throttlingRateLimit, props.throttlingBurstLimit),
  };
}

/** What holds for every method, with and without a throttle of its own. */
const OBSERVED = {
  metricsEnabled: true,
  loggingLevel: apigateway.MethodLoggingLevel.ERROR,
  dataTraceEnabled: false,
};

/** Records what API Gateway would refuse of a stage. */
export function checkStaged(problems: Problems, props: StagedApiProps): void {
  const { stageName, throttlingRateLimit } = stageOptions(props);
  checkStageName(problems, stageName);
  // The L2 makes an id of it.
  if (Token.isUnresolved(stageName)) problems.add('stageName', stageName, 'name it in plain text');
  checkThrottle(
    problems,
    ['throttlingRateLimit', 'throttlingBurstLimit'],
    throttlingRateLimit,
    props.throttlingBurstLimit,
  );
  checkMethodThrottling(problems, props.methodThrottling ?? {});
  problems.check(
    'logRetention',
    props.logRetention,
    isOneOf(logs.RetentionDays),
    'use a value of logs.RetentionDays',
  );
}

/** Makes an API without routes, with one stage that is throttled, logged and traced. */
export function stagedApi(owner: Construct, props: StagedApiProps): apigateway.RestApi {
  const { logRetention: retention, removalPolicy } = keptLogs(props);
  const options = stageOptions(props);
  const accessLog = new AccessLog(owner, 'AccessLog', { retention, removalPolicy });
  const api = new apigateway.RestApi(owner, 'Resource', {
    // What the console lists; the L2 would call every API "Resource".
    restApiName: Names.uniqueResourceName(owner, { separator: '-', maxLength: 128 }),
    description: props.description,
    endpointTypes: [apigateway.EndpointType.REGIONAL],
    // Objects are bytes: nothing is re-encoded on its way.
    binaryMediaTypes: ['*/*'],
    cloudWatchRole: false,
    deployOptions: {
      ...options,
      ...OBSERVED,
      methodOptions: methodOptions(props.methodThrottling ?? {}, OBSERVED),
      tracingEnabled: true,
      accessLogDestination: accessLog.destination,
      accessLogFormat: accessLog.format,
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
    logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${options.stageName}`,
    retention,
    removalPolicy,
  });
  api.deploymentStage.node.addDependency(executionLog);
  return api;
}
