import type { RemovalPolicy } from 'aws-cdk-lib/core';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { AccessLogFormat, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Properties for {@link AccessLog}. */
export interface AccessLogProps {
  /** How long it is kept. */
  readonly retention: logs.RetentionDays;

  /** What becomes of it when the API is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** The namespace of what is counted in the access logs of REST APIs; dimensions tell the stages apart. */
export const ACCESS_LOG_NAMESPACE = 'RestApi/AccessLog';

/**
 * What each line holds: who called what, and what came of it; never a token, a body or the key of an
 * object. The message of a wrong signature is left out because it repeats what should have been signed,
 * the session token included.
 */
const FIELDS = {
  requestId: '$context.requestId',
  apiId: '$context.apiId',
  stage: '$context.stage',
  caller: '$context.identity.userArn',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  authenticateStatus: '$context.authenticate.status',
  authorizeStatus: '$context.authorize.status',
  authorizerError: '$context.authorizer.error',
  authorizerLatencyMs: '$context.authorizer.latency',
  integrationStatus: '$context.integration.status',
  integrationLatencyMs: '$context.integration.latency',
  integrationError: '$context.integrationErrorMessage',
  error: '$context.error.responseType',
  traceId: '$context.xrayTraceId',
};

/**
 * What is counted, by the kind of answer that API Gateway gave by itself. It has no metric of its own for
 * either: both hide among all answers 4xx, those of the integration included.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const COUNTED = {
  Throttles: ['THROTTLED', 'QUOTA_EXCEEDED'],
  AuthorizationFailures: [
    'ACCESS_DENIED',
    'AUTHORIZER_CONFIGURATION_ERROR',
    'AUTHORIZER_FAILURE',
    'EXPIRED_TOKEN',
    'INVALID_API_KEY',
    'INVALID_SIGNATURE',
    'MISSING_AUTHENTICATION_TOKEN',
    'UNAUTHORIZED',
  ],
};

/**
 * The access log of a REST API's stage, in JSON, with counts of throttled and of unauthorized requests.
 * API Gateway leaves out many of the lines of a storm of 429: the count says that it throttles, not how
 * often.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class AccessLog extends Construct {
  /** Where a stage writes it. */
  public readonly destination: apigateway.IAccessLogDestination;

  /** What a stage writes. */
  public readonly format: apigateway.AccessLogFormat;

  public constructor(scope: Construct, id: string, props: AccessLogProps) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Default', {
      retention: props.retention,
      removalPolicy: props.removalPolicy,
    });
    this.destination = new LogGroupLogDestination(logGroup);
    this.format = AccessLogFormat.custom(JSON.stringify(FIELDS));
    for (const [metricName, kinds] of Object.entries(COUNTED)) {
      logGroup.addMetricFilter(metricName, {
        filterPattern: logs.FilterPattern.any(
          ...kinds.map((kind) => logs.FilterPattern.stringValue('$.error', '=', kind)),
        ),
        metricNamespace: ACCESS_LOG_NAMESPACE,
        metricName,
        metricValue: '1',
        dimensions: { ApiId: '$.apiId', Stage: '$.stage' },
      });
    }
  }
}
