import { Duration, Names, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AccessLog } from './access-log';
import { Authorization, type AuthorizationContext, type BoundAuthorization } from './authorization';
import { RestApiMetrics } from './rest-api-metrics';

/** Properties for {@link RestApi}. */
export interface RestApiProps {
  /** What the API is for. */
  readonly description: string;

  /**
   * Who may call a route that says nothing else.
   *
   * @default - whoever signs as an IAM principal that is allowed to
   */
  readonly authorization?: Authorization;

  /**
   * The name of the stage, which begins every path.
   *
   * @default 'v1'
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
   * Whether each request must have a key, by which a `UsagePlan` limits its client. A key is no
   * authorization.
   *
   * @default false
   */
  readonly apiKeyRequired?: boolean;

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

/**
 * A REST API that asks its callers who they are, by IAM unless told otherwise: one throttled, logged and
 * traced stage in front of Lambda functions and of load balancers in a VPC. It needs the account's logging
 * role (`ApiGatewayAccount`).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/security-best-practices.html
 */
export class RestApi extends Construct {
  /** The API. */
  public readonly api: apigateway.IRestApi;

  /** Where the stage is called. */
  public readonly url: string;

  /** What can be measured of it. */
  public readonly metrics: RestApiMetrics;

  private readonly restApi: apigateway.RestApi;
  private readonly requestValidator: apigateway.IRequestValidator;
  private readonly apiKeyRequired?: boolean;
  private readonly authorization: Authorization;
  private readonly authorizationContext: AuthorizationContext;
  private readonly bound = new Map<Authorization, BoundAuthorization>();

  public constructor(scope: Construct, id: string, props: RestApiProps) {
    super(scope, id);
    const stageName = props.stageName ?? 'v1';
    const throttlingRateLimit = props.throttlingRateLimit ?? 50;
    const throttlingBurstLimit = props.throttlingBurstLimit ?? 2 * throttlingRateLimit;

    const logRetention = props.logRetention ?? logs.RetentionDays.ONE_YEAR;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    const accessLog = new AccessLog(this, 'AccessLog', { retention: logRetention, removalPolicy });
    this.restApi = new apigateway.RestApi(this, 'Resource', {
      // What the console lists; the L2 would call every API "Resource".
      restApiName: Names.uniqueResourceName(this, { separator: '-', maxLength: 128 }),
      description: props.description,
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      // Objects are bytes: nothing is re-encoded on its way.
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: false,
      deployOptions: {
        stageName,
        throttlingRateLimit,
        throttlingBurstLimit,
        metricsEnabled: true,
        tracingEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        accessLogDestination: accessLog.destination,
        accessLogFormat: accessLog.format,
      },
    });
    this.api = this.restApi;
    this.url = this.restApi.url;
    this.metrics = new RestApiMetrics(this.restApi, this.restApi.deploymentStage);
    // API Gateway's throttle is a bucket that fills all the time: a second later it holds some again.
    this.restApi.addGatewayResponse('Throttled', {
      type: apigateway.ResponseType.THROTTLED,
      responseHeaders: { 'Retry-After': "'1'" },
    });
    // Outputs belong to stacks; the L2 adds one here.
    this.restApi.node.tryRemoveChild('Endpoint');
    this.requestValidator = this.restApi.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    this.apiKeyRequired = props.apiKeyRequired;
    this.authorization = props.authorization ?? Authorization.iam();
    this.authorizationContext = { logRetention, removalPolicy };
    this.requireModernTls();
    this.keepExecutionLog(stageName, logRetention, removalPolicy);
  }

  /**
   * Answers `methods` of `path`, for example `/objects/{key+}`, with a Lambda function.
   *
   * @param authorization who may call; whoever may call the API when omitted
   */
  public addFunction(
    path: string,
    methods: readonly string[],
    handler: lambda.IFunction,
    authorization = this.authorization,
  ): void {
    const integration = new apigateway.LambdaIntegration(handler, { allowTestInvoke: false });
    const resource = this.restApi.root.resourceForPath(path);
    for (const method of methods) this.addMethod(resource, method, integration, authorization);
  }

  /**
   * Answers `GET` of `path` with what a load balancer inside a VPC answers, streamed: a buffered
   * response would end at 10 MB and 29 seconds, a streamed one at 15 minutes.
   *
   * @param authorization who may call; whoever may call the API when omitted
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
   */
  public addLoadBalancer(
    path: string,
    loadBalancer: elbv2.IApplicationLoadBalancer,
    vpcLink: apigatewayv2.IVpcLink,
    authorization = this.authorization,
  ): void {
    const integration = new apigateway.Integration({
      type: apigateway.IntegrationType.HTTP_PROXY,
      integrationHttpMethod: 'GET',
      uri: `http://${loadBalancer.loadBalancerDnsName}${path}`,
      options: {
        responseTransferMode: apigateway.ResponseTransferMode.STREAM,
        timeout: Duration.minutes(15),
      },
    });
    const target = this.restApi.root.resourceForPath(path);
    const method = this.addMethod(target, 'GET', integration, authorization);
    // The L2 knows only links to Network Load Balancers; these three properties are all it lacks.
    const resource = cfn(method, apigateway.CfnMethod);
    resource.addPropertyOverride('Integration.ConnectionType', 'VPC_LINK');
    resource.addPropertyOverride('Integration.ConnectionId', vpcLink.vpcLinkId);
    resource.addPropertyOverride('Integration.IntegrationTarget', loadBalancer.loadBalancerArn);
    // A deployment is a copy; without this, a change of the link alone would never be deployed.
    this.restApi.latestDeployment?.addToLogicalId({ link: vpcLink.vpcLinkId });
  }

  private addMethod(
    resource: apigateway.IResource,
    httpMethod: string,
    integration: apigateway.Integration,
    authorization: Authorization,
  ): apigateway.Method {
    const bound =
      this.bound.get(authorization) ?? authorization.bind(this, this.authorizationContext);
    this.bound.set(authorization, bound);
    const method = resource.addMethod(httpMethod, integration, {
      ...bound.method,
      requestValidator: this.requestValidator,
      apiKeyRequired: this.apiKeyRequired,
    });
    for (const [rule, reason] of Object.entries(bound.accepted)) {
      Validations.of(method).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
    }
    return method;
  }

  /** By default an API still accepts TLS 1.0. */
  private requireModernTls(): void {
    const resource = cfn(this.restApi, apigateway.CfnRestApi);
    resource.securityPolicy = apigateway.SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
    resource.endpointAccessMode = apigateway.EndpointAccessMode.STRICT;
  }

  /** API Gateway makes this log group itself, without retention, unless it is there. */
  private keepExecutionLog(
    stageName: string,
    retention: logs.RetentionDays,
    removalPolicy: RemovalPolicy,
  ): void {
    const executionLog = new logs.LogGroup(this, 'ExecutionLog', {
      logGroupName: `API-Gateway-Execution-Logs_${this.restApi.restApiId}/${stageName}`,
      retention,
      removalPolicy,
    });
    this.restApi.deploymentStage.node.addDependency(executionLog);
  }
}

function cfn<T>(construct: Construct, type: new (...args: never[]) => T): T {
  const child = construct.node.defaultChild;
  if (!(child instanceof type)) throw new Error(`${construct.node.path} has no ${type.name}`);
  return child;
}
