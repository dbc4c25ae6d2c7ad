import { Validations } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { OpenAPIV3 } from 'openapi-types';
import { ApiContract } from './api-contract';
import { ApiModels } from './api-models';
import { Authorization, type BoundAuthorization, checkAuthorization } from './authorization';
import { addPreflight, checkOrigins } from './cors-preflight';
import { checkPrivatePath, PrivateIntegration } from './private-integration';
import { addProblemResponses } from './problem-responses';
import { Problems } from './problems';
import { RestApiMetrics } from './rest-api-metrics';
import { checkNewRoutes, unknownRoutes } from './routes';
import { checkStaged, keptLogs, stagedApi, type StagedApiProps } from './staged-api';

/** Properties for {@link RestApi}. */
export interface RestApiProps extends StagedApiProps {
  /**
   * Who may call a route that says nothing else.
   *
   * @default - whoever signs as an IAM principal that is allowed to
   */
  readonly authorization?: Authorization;

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
   * Whether each request must have a key, by which a `UsagePlan` limits its client. A key is no
   * authorization.
   *
   * @default false
   */
  readonly apiKeyRequired?: boolean;
}

/**
 * A REST API that asks its callers who they are, by IAM unless told otherwise: one throttled, logged and
 * traced stage in front of Lambda functions and of load balancers in a VPC. It needs the account's logging
 * role (`ApiGatewayAccount`).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/security-best-practices.html
 */
export class RestApi extends Construct {
  /** The API, with its stage (`deploymentStage`) and what is deployed (`latestDeployment`). */
  public readonly api: apigateway.RestApi;

  /** Where the stage is called. */
  public readonly url: string;

  /** What can be measured of it. */
  public readonly metrics: RestApiMetrics;

  private readonly requestValidator: apigateway.IRequestValidator;
  private readonly authorization: Authorization;
  private readonly bound = new Map<Authorization, BoundAuthorization>();
  private readonly contracts: ReadonlyMap<string, ApiContract>;

  /** @throws when API Gateway would refuse a property, with every problem */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: RestApiProps,
  ) {
    super(scope, id);
    const { documents = {}, allowedOrigins = [], methodThrottling = {} } = props;
    const problems = new Problems();
    checkStaged(problems, props);
    checkOrigins(problems, allowedOrigins);
    checkAuthorization(problems, props.authorization);
    for (const basePath of Object.keys(documents)) {
      problems.check(
        'documents',
        basePath,
        (name) => /^[\w.:$-]+$/.test(name),
        'name the first part of the paths, without a slash, such as v1',
      );
    }
    problems.throwIfAny();

    this.api = stagedApi(this, props);
    this.url = this.api.url;
    this.metrics = new RestApiMetrics(this.api, this.api.deploymentStage);
    addProblemResponses(this.api, allowedOrigins.length === 1 ? allowedOrigins[0] : undefined);
    this.requestValidator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    this.authorization = props.authorization ?? Authorization.iam();
    const models = new ApiModels(this.api);
    this.contracts = new Map(
      Object.entries(documents).map(([basePath, document]) => [
        basePath,
        new ApiContract(models, basePath, document),
      ]),
    );
    this.node.addValidation({
      validate: () => [
        ...[...this.contracts.values()].flatMap((contract) => contract.problems),
        ...unknownRoutes('methodThrottling', Object.keys(methodThrottling), this.api),
      ],
    });
  }

  /**
   * Answers `methods` of `path`, for example `/v1/objects/{key+}`, with a Lambda function.
   *
   * @param authorization who may call; whoever may call the API when omitted
   * @throws when a path or a method is none or is answered already, with every problem, and when the document
   * of the base path does not describe a method, with every one
   */
  public addFunction(
    path: string,
    methods: readonly string[],
    handler: lambda.IFunction,
    authorization = this.authorization,
  ): void {
    this.check(path, methods, authorization).throwIfAny();
    const integration = new apigateway.LambdaIntegration(handler, { allowTestInvoke: false });
    this.addMethods(path, methods, integration, authorization);
  }

  /**
   * Answers `GET` of `path` with what a load balancer inside a VPC answers, streamed: a buffered
   * response would end at 10 MB and 29 seconds, a streamed one at 15 minutes.
   *
   * @param authorization who may call; whoever may call the API when omitted
   * @throws when the path is none, has variables or is answered already, with every problem, and when the
   * document of the base path does not describe it
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
   */
  public addLoadBalancer(
    path: string,
    loadBalancer: elbv2.IApplicationLoadBalancer,
    vpcLink: apigatewayv2.IVpcLink,
    authorization = this.authorization,
  ): void {
    const problems = this.check(path, ['GET'], authorization);
    checkPrivatePath(problems, path);
    problems.throwIfAny();
    const integration = new PrivateIntegration(path, loadBalancer, vpcLink);
    const methods = this.addMethods(path, ['GET'], integration, authorization);
    for (const method of methods) integration.connect(method);
    // A deployment is a copy; without this, a change of the link alone would never be deployed. A link that
    // is replaced keeps its logical id, so what AWS replaces it for counts too.
    const link = vpcLink.node.defaultChild;
    this.api.latestDeployment?.addToLogicalId({
      link: vpcLink.vpcLinkId,
      ...(link instanceof apigatewayv2.CfnVpcLink && {
        subnets: link.subnetIds,
        securityGroups: link.securityGroupIds,
      }),
    });
  }

  private check(path: string, methods: readonly string[], authorization: Authorization): Problems {
    const problems = new Problems();
    checkNewRoutes(problems, this.api, path, methods);
    checkAuthorization(problems, authorization);
    return problems;
  }

  private addMethods(
    path: string,
    methods: readonly string[],
    integration: apigateway.Integration,
    authorization: Authorization,
  ): apigateway.Method[] {
    const described = this.contracts.get(path.split('/')[1] ?? '')?.describe(path, methods);
    const resource = this.api.root.resourceForPath(path);
    const bound = this.bind(authorization);
    const added = methods.map((httpMethod) => {
      const method = resource.addMethod(httpMethod, integration, {
        ...described?.get(httpMethod),
        ...bound.method,
        requestValidator: this.requestValidator,
        apiKeyRequired: this.props.apiKeyRequired,
      });
      for (const [id, reason] of Object.entries(bound.accepted)) {
        Validations.of(method).acknowledge({ id, reason });
      }
      return method;
    });
    addPreflight(resource, this.props.allowedOrigins ?? []);
    return added;
  }

  private bind(authorization: Authorization): BoundAuthorization {
    const bound = this.bound.get(authorization) ?? authorization.bind(this, keptLogs(this.props));
    this.bound.set(authorization, bound);
    return bound;
  }
}
