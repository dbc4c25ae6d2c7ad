import { Names, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { OpenAPIV3 } from 'openapi-types';
import { AccessLog } from './access-log';
import { ApiContract, type MethodContract } from './api-contract';
import { ApiModels } from './api-models';
import { Authorization, type AuthorizationContext, type BoundAuthorization } from './authorization';
import { addPreflight, requireOrigins } from './cors-preflight';
import { defaultChild } from './default-child';
import { methodOptions, type MethodThrottling, throttlingProblems } from './method-throttling';
import { PrivateIntegration } from './private-integration';
import { addProblemResponses } from './problem-responses';
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
   * @default 'live'
   */
  readonly stageName?: string;

  /**
   * The OpenAPI 3.0 document of each base path, for example `{ v1: document }` for the paths below `/v1`.
   * Each route below a base path must be described by its document, and the other way round; methods are
   * told the parameters, bodies and responses that it describes.
   *
   * @default - API Gateway passes on whatever the caller may send
   */
  readonly documents?: Readonly<Record<string, OpenAPIV3.Document>>;

  /**
   * Origins whose pages may call, for example `https://app.example.com`. API Gateway answers preflights by
   * itself; what a function or a service answers has the headers that it gives.
   *
   * @default - none: browsers keep the answers from pages of other origins
   */
  readonly allowedOrigins?: readonly string[];

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
  private readonly authorization: Authorization;
  private readonly authorizationContext: AuthorizationContext;
  private readonly bound = new Map<Authorization, BoundAuthorization>();
  private readonly contracts: ReadonlyMap<string, ApiContract>;
  private readonly routes = new Set<string>();

  /** @throws when an allowed origin is not usable, with every problem */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: RestApiProps,
  ) {
    super(scope, id);
    const stageName = props.stageName ?? 'live';
    const throttlingRateLimit = props.throttlingRateLimit ?? 50;
    const throttlingBurstLimit = props.throttlingBurstLimit ?? 2 * throttlingRateLimit;
    const { documents = {}, allowedOrigins = [], methodThrottling = {} } = props;
    requireOrigins(allowedOrigins);

    const logRetention = props.logRetention ?? logs.RetentionDays.ONE_YEAR;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    const accessLog = new AccessLog(this, 'AccessLog', { retention: logRetention, removalPolicy });
    const observed = {
      metricsEnabled: true,
      loggingLevel: apigateway.MethodLoggingLevel.ERROR,
      dataTraceEnabled: false,
    };
    this.restApi = new apigateway.RestApi(this, 'Resource', {
      // What the console lists; the L2 would call every API "Resource".
      restApiName: Names.uniqueResourceName(this, { separator: '-', maxLength: 128 }),
      description: props.description,
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      // Objects are bytes: nothing is re-encoded on its way.
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: false,
      // A canary release goes back to the former deployment. All of them vanish with the API.
      retainDeployments: true,
      deployOptions: {
        stageName,
        throttlingRateLimit,
        throttlingBurstLimit,
        methodOptions: methodOptions(methodThrottling, observed),
        tracingEnabled: true,
        accessLogDestination: accessLog.destination,
        accessLogFormat: accessLog.format,
        ...observed,
      },
    });
    this.api = this.restApi;
    this.url = this.restApi.url;
    this.metrics = new RestApiMetrics(this.restApi, this.restApi.deploymentStage);
    addProblemResponses(this.restApi, allowedOrigins.length === 1 ? allowedOrigins[0] : undefined);
    // Outputs belong to stacks; the L2 adds one here.
    this.restApi.node.tryRemoveChild('Endpoint');
    this.requestValidator = this.restApi.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    this.authorization = props.authorization ?? Authorization.iam();
    this.authorizationContext = { logRetention, removalPolicy };
    const models = new ApiModels(this.restApi);
    this.contracts = new Map(
      Object.entries(documents).map(([basePath, document]) => [
        basePath,
        new ApiContract(models, basePath, document),
      ]),
    );
    this.node.addValidation({
      validate: () => [
        ...[...this.contracts.values()].flatMap(({ problems }) => problems),
        ...throttlingProblems(methodThrottling, this.routes),
      ],
    });
    this.requireModernTls();
    this.keepExecutionLog(stageName, logRetention, removalPolicy);
  }

  /**
   * Answers `methods` of `path`, for example `/v1/objects/{key+}`, with a Lambda function.
   *
   * @param authorization who may call; whoever may call the API when omitted
   * @throws when the document of the base path does not describe a method, with every one
   */
  public addFunction(
    path: string,
    methods: readonly string[],
    handler: lambda.IFunction,
    authorization = this.authorization,
  ): void {
    const integration = new apigateway.LambdaIntegration(handler, { allowTestInvoke: false });
    this.addMethods(path, methods, integration, authorization);
  }

  /**
   * Answers `GET` of `path` with what a load balancer inside a VPC answers, streamed: a buffered
   * response would end at 10 MB and 29 seconds, a streamed one at 15 minutes.
   *
   * @param authorization who may call; whoever may call the API when omitted
   * @throws when the document of the base path does not describe it
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
   */
  public addLoadBalancer(
    path: string,
    loadBalancer: elbv2.IApplicationLoadBalancer,
    vpcLink: apigatewayv2.IVpcLink,
    authorization = this.authorization,
  ): void {
    const integration = new PrivateIntegration(path, loadBalancer, vpcLink);
    const methods = this.addMethods(path, ['GET'], integration, authorization);
    for (const method of methods) integration.connect(method);
    // A deployment is a copy; without this, a change of the link alone would never be deployed.
    this.restApi.latestDeployment?.addToLogicalId({ link: vpcLink.vpcLinkId });
  }

  private addMethods(
    path: string,
    methods: readonly string[],
    integration: apigateway.Integration,
    authorization: Authorization,
  ): apigateway.Method[] {
    const described = this.contracts.get(path.split('/')[1] ?? '')?.describe(path, methods);
    const resource = this.restApi.root.resourceForPath(path);
    const added = methods.map((httpMethod) => {
      this.routes.add(`${httpMethod} ${path}`);
      return this.addMethod(
        resource,
        httpMethod,
        integration,
        authorization,
        described?.get(httpMethod),
      );
    });
    addPreflight(resource, this.props.allowedOrigins ?? []);
    return added;
  }

  private addMethod(
    resource: apigateway.IResource,
    httpMethod: string,
    integration: apigateway.Integration,
    authorization: Authorization,
    contract?: MethodContract,
  ): apigateway.Method {
    const bound =
      this.bound.get(authorization) ?? authorization.bind(this, this.authorizationContext);
    this.bound.set(authorization, bound);
    const method = resource.addMethod(httpMethod, integration, {
      ...contract,
      ...bound.method,
      requestValidator: this.requestValidator,
      apiKeyRequired: this.props.apiKeyRequired,
    });
    for (const [rule, reason] of Object.entries(bound.accepted)) {
      Validations.of(method).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
    }
    return method;
  }

  /** By default an API still accepts TLS 1.0. */
  private requireModernTls(): void {
    const resource = defaultChild(this.restApi, apigateway.CfnRestApi);
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
