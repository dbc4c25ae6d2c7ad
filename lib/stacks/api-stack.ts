import {
  CfnOutput,
  type RemovalPolicy,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib/core';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { DOCUMENTS } from '../../api/documents';
import { ApiDomain } from '../constructs/api-domain';
import { ApiGatewayAccount } from '../constructs/api-gateway-account';
import { Authorization } from '../constructs/authorization';
import { CanaryRelease } from '../constructs/canary-release';
import type { RouteThrottle } from '../constructs/method-throttling';
import { RestApi } from '../constructs/rest-api';
import type { RestApiMetrics } from '../constructs/rest-api-metrics';
import { WebAcl } from '../constructs/web-acl';
import { ApiClientPolicy } from './api-client-policy';
import { COUNTED_RULES } from './counted-rules';
import { ObjectsFunction } from './objects-function';

/** Properties for {@link ApiStack}. */
export interface ApiStackProps extends StackProps {
  /** The bucket that `/objects` reads and writes. */
  readonly objects: s3.IBucket;

  /** The load balancer behind `/exports`. */
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;

  /** The VPC of that load balancer; a VPC link can stand in the first two subnets of its group `Private`. */
  readonly vpc: ec2.IVpc;

  /** The security group with which a VPC link may connect to the load balancer. */
  readonly vpcLinkSecurityGroup: ec2.ISecurityGroup;

  /** The role that may call every route, where callers are known by IAM. */
  readonly apiClient: iam.IRole;

  /**
   * The OIDC issuer whose tokens callers are known by, and for whom it must have issued them.
   *
   * @default - callers are known by IAM
   */
  readonly tokens?: { readonly issuer: string; readonly audience: string };

  /** Requests per second before the API answers 429. */
  readonly throttlingRateLimit: number;

  /** Requests at once before the API answers 429. */
  readonly throttlingBurstLimit: number;

  /** The same for the exports of one version: each occupies a task for as long as it streams. */
  readonly exportThrottling: RouteThrottle;

  /** The web pages that may call the API from a browser, by origin. */
  readonly allowedOrigins: readonly string[];

  /**
   * How many runs of the function behind `/objects` are set aside for it.
   *
   * @default - none: it shares what the account has
   */
  readonly functionConcurrency?: number;

  /**
   * How many of 100 requests see what a deploy changes of the API, and the deployment that the others see.
   *
   * @default - there is no canary
   */
  readonly canary?: { readonly percentTraffic: number; readonly baselineDeploymentId?: string };

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

const STAGE_NAME = 'live';

/** Side by side below one stage: docs/adr/0020. */
const VERSIONS = Object.keys(DOCUMENTS);

/** What can be done to one object. */
const OBJECT_METHODS = ['GET', 'HEAD', 'PUT', 'DELETE'];

/** The front door: `/objects` answered by Lambda, `/exports` by the container service. */
export class ApiStack extends Stack {
  /** What is measured of the API. */
  public readonly metrics: RestApiMetrics;

  /** The function behind `/objects`. */
  public readonly objects: lambda.IFunction;

  /** The canary, if there is one. */
  public readonly canary?: CanaryRelease;

  public constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { logRetention, removalPolicy } = props;

    const { function: objects } = new ObjectsFunction(this, 'Objects', props);
    const restApi = new RestApi(this, 'RestApi', {
      description: 'Objects, and exports of many of them',
      stageName: STAGE_NAME,
      authorization: props.tokens && Authorization.jwt(props.tokens),
      documents: DOCUMENTS,
      allowedOrigins: props.allowedOrigins,
      throttlingRateLimit: props.throttlingRateLimit,
      throttlingBurstLimit: props.throttlingBurstLimit,
      methodThrottling: Object.fromEntries(
        VERSIONS.map((version) => [`GET /${version}/exports`, props.exportThrottling]),
      ),
      logRetention,
      removalPolicy,
    });
    this.metrics = restApi.metrics;
    this.objects = objects;
    restApi.node.addDependency(new ApiGatewayAccount(this, 'Account'));
    const vpcLink = this.vpcLink(props);
    for (const version of VERSIONS) {
      restApi.addFunction(`/${version}/objects`, ['GET'], objects);
      restApi.addFunction(`/${version}/objects/{key+}`, OBJECT_METHODS, objects);
      restApi.addFunction(`/${version}/deletions`, ['POST'], objects);
      restApi.addFunction(`/${version}/openapi.json`, ['GET'], objects);
      restApi.addLoadBalancer(`/${version}/exports`, props.loadBalancer, vpcLink);
    }
    if (props.canary) {
      this.canary = new CanaryRelease(this, 'Canary', { api: restApi.api, ...props.canary });
    }
    if (props.webAcl) this.addWebAcl(restApi, props);
    else acceptNoWebAcl(restApi);

    if (!props.tokens) {
      new ApiClientPolicy(this, 'ApiClientPolicy', {
        api: restApi.api,
        stageName: STAGE_NAME,
        role: props.apiClient,
        versions: VERSIONS,
      });
    }
    new CfnOutput(this, 'ApiId', {
      value: restApi.api.restApiId,
      description: 'the id of the REST API',
    });
    new CfnOutput(this, 'ApiUrl', {
      value: this.addDomain(restApi, props)?.url ?? restApi.url,
      description: 'where the REST API is called',
    });
  }

  /**
   * The way into the VPC. AWS replaces a link whose subnets change, so it stands in two, whatever the zones of
   * the VPC are; and here, so that no other stack holds on to the link that is replaced.
   */
  private vpcLink({ vpc, vpcLinkSecurityGroup }: ApiStackProps): apigatewayv2.IVpcLink {
    const { subnets } = vpc.selectSubnets({ subnetGroupName: 'Private' });
    return new apigatewayv2.VpcLink(this, 'VpcLink', {
      vpc,
      subnets: { subnets: subnets.slice(0, 2) },
      securityGroups: [vpcLinkSecurityGroup],
    });
  }

  /** One address may take a tenth of what the stage lets through for all. */
  private addWebAcl(restApi: RestApi, props: ApiStackProps): void {
    const inFiveMinutes = props.throttlingRateLimit * 5 * 60;
    new WebAcl(this, 'WebAcl', {
      api: restApi.api,
      requestsPerAddress: Math.ceil(inFiveMinutes / 10),
      countedRules: COUNTED_RULES,
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
      'Every route refuses whoever is not known to IAM, or has no token of the one issuer, before any integration runs, and the stage is throttled. A web ACL costs $9 a month; the environments that are to have one say webAcl.',
  });
}
