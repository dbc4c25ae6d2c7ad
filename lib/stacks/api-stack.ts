import {
  CfnOutput,
  type RemovalPolicy,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib/core';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ApiDomain } from '../constructs/api-domain';
import { ApiGatewayAccount } from '../constructs/api-gateway-account';
import { NodeFunction } from '../constructs/node-function';
import { RestApi } from '../constructs/rest-api';
import type { RestApiMetrics } from '../constructs/rest-api-metrics';
import { WebAcl } from '../constructs/web-acl';

/** Properties for {@link ApiStack}. */
export interface ApiStackProps extends StackProps {
  /** The bucket that `/objects` reads and writes. */
  readonly objects: s3.IBucket;

  /** The load balancer behind `/exports`. */
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;

  /** The way to that load balancer. */
  readonly vpcLink: apigatewayv2.IVpcLink;

  /** The role that may call every route. */
  readonly apiClient: iam.IRole;

  /** Requests per second before the API answers 429. */
  readonly throttlingRateLimit: number;

  /** Requests at once before the API answers 429. */
  readonly throttlingBurstLimit: number;

  /**
   * How many runs of the function behind `/objects` are set aside for it.
   *
   * @default - none: it shares what the account has
   */
  readonly functionConcurrency?: number;

  /** Whether a web ACL stands in front of the API. */
  readonly webAcl: boolean;

  /**
   * The name that the API is called by, and the ARN of its certificate.
   *
   * @default - the API is called at the address that API Gateway gives it
   */
  readonly domain?: { readonly name: string; readonly certificateArn: string };

  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;

  /** What becomes of the logs when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** What can be done to one object; its client may do each of them. */
const OBJECT_METHODS = ['GET', 'HEAD', 'PUT', 'DELETE'];

/** The front door: `/objects` answered by Lambda, `/exports` by the container service. */
export class ApiStack extends Stack {
  /** What is measured of the API. */
  public readonly metrics: RestApiMetrics;

  /** The function behind `/objects`. */
  public readonly objects: lambda.IFunction;

  public constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { logRetention, removalPolicy } = props;

    const objects = new NodeFunction(this, 'Objects', {
      entry: 'lambda/objects',
      description: 'Lists, reads, writes and deletes objects',
      environment: { BUCKET_NAME: props.objects.bucketName },
      reservedConcurrentExecutions: props.functionConcurrency,
      logRetention,
      removalPolicy,
    });
    objects.role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [props.objects.bucketArn] }),
    );
    objects.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: [props.objects.arnForObjects('*')],
      }),
    );

    Validations.of(objects.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::<Objects.Arn>/*]',
      reason: 'The function serves every key of this one bucket; object ARNs end in a star.',
    });

    const restApi = new RestApi(this, 'RestApi', {
      description: 'Objects, and exports of many of them',
      throttlingRateLimit: props.throttlingRateLimit,
      throttlingBurstLimit: props.throttlingBurstLimit,
      logRetention,
      removalPolicy,
    });
    this.metrics = restApi.metrics;
    this.objects = objects.function;
    restApi.node.addDependency(new ApiGatewayAccount(this, 'Account'));
    restApi.addFunction('/objects', ['GET'], objects.function);
    restApi.addFunction('/objects/{key+}', OBJECT_METHODS, objects.function);
    restApi.addLoadBalancer('/exports', props.loadBalancer, props.vpcLink);
    if (props.webAcl) this.addWebAcl(restApi, props);
    else acceptNoWebAcl(restApi);

    const clientPolicy = new iam.Policy(this, 'ApiClientPolicy', {
      roles: [props.apiClient],
      statements: [
        new iam.PolicyStatement({
          actions: ['execute-api:Invoke'],
          resources: [
            ...OBJECT_METHODS.map((method) =>
              restApi.api.arnForExecuteApi(method, '/objects/*', 'v1'),
            ),
            restApi.api.arnForExecuteApi('GET', '/objects', 'v1'),
            restApi.api.arnForExecuteApi('GET', '/exports', 'v1'),
          ],
        }),
      ],
    });
    Validations.of(clientPolicy).acknowledge(
      ...OBJECT_METHODS.map((method) => ({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<RestApi>/v1/${method}/objects/*]`,
        reason: 'The star stands for the key of an object: one method of one route of one stage.',
      })),
    );
    new CfnOutput(this, 'ApiId', {
      value: restApi.api.restApiId,
      description: 'the id of the REST API',
    });
    new CfnOutput(this, 'ApiUrl', {
      value: this.addDomain(restApi, props)?.url ?? restApi.url,
      description: 'where the REST API is called',
    });
  }

  /** One address may take a tenth of what the stage lets through for all. */
  private addWebAcl(restApi: RestApi, props: ApiStackProps): void {
    const inFiveMinutes = props.throttlingRateLimit * 5 * 60;
    new WebAcl(this, 'WebAcl', {
      api: restApi.api,
      requestsPerAddress: Math.ceil(inFiveMinutes / 10),
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
  }

  private addDomain(restApi: RestApi, { domain }: ApiStackProps): ApiDomain | undefined {
    if (!domain) return undefined;
    const apiDomain = new ApiDomain(this, 'Domain', {
      api: restApi.api,
      domainName: domain.name,
      certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
    });
    new CfnOutput(this, 'ApiAliasTarget', {
      value: apiDomain.domain.domainNameAliasDomainName,
      description: 'what the DNS record of the domain has to point to',
    });
    return apiDomain;
  }
}

function acceptNoWebAcl(restApi: RestApi): void {
  Validations.of(restApi).acknowledge({
    id: 'AwsSolutions::AwsSolutions-APIG3',
    reason:
      'Every route refuses whoever does not sign as an IAM principal of this account before any integration runs, and the stage is throttled. A web ACL costs $9 a month; the environments that are to have one say webAcl.',
  });
}
