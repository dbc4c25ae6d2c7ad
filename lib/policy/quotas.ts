import type { Model } from '../template/model';
import * as needs from './quota-needs';

/** A quota of an account that an environment can meet. */
export interface Quota {
  /** The name, in AWS's words. */
  readonly name: string;

  /**
   * The code of Service Quotas.
   *
   * @default - AWS names none, or does not raise it
   */
  readonly code?: string;

  /** What an account has by default. */
  readonly byDefault: number;

  /**
   * What some accounts have instead, and which.
   *
   * @default - all have the default
   */
  readonly less?: readonly [value: number, where: string];

  /** What the templates of an environment need of it. */
  readonly need: (model: Model) => number;

  /** What fails when the account has less, and what to do. */
  readonly remedy: string;
}

const VPC = 'ask for more, or delete a VPC that nobody uses; a deploy ends in LimitExceeded';

/**
 * The quotas that an environment can meet, or that new accounts meet first.
 *
 * Looked up in November 2026 in AWS's guides, or in copies of them; the codes in the links of those pages and in public
 * code that asks Service Quotas. A quota whose number was not found is not here.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://github.com/awslabs/fhir-works-on-aws-deployment/issues/691 10 concurrent runs in a new account
 * @see https://github.com/awslabs/genai-bedrock-agent-chatbot/issues/4 3,008 MB in a new account
 * @see https://docs.aws.amazon.com/general/latest/gr/ecs-service.html#service-quotas-fargate
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html VPC links
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/limits.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html
 */
export const QUOTAS: readonly Quota[] = [
  {
    name: 'Lambda: concurrent executions',
    code: 'L-B99A9384',
    byDefault: 1000,
    less: [10, 'in a new account, or 50'],
    need: needs.concurrency,
    remedy:
      'ask for it before the first deploy, which otherwise ends in "decreases account\'s UnreservedConcurrentExecution"; or lower `functionConcurrency` together with the rate and the burst of the API',
  },
  {
    name: 'Lambda: function memory allocation (MB)',
    byDefault: 10240,
    less: [3008, 'in a new account'],
    need: needs.functionMemory,
    remedy: 'give the function less, or ask AWS Support',
  },
  {
    name: 'Fargate On-Demand vCPU resource count',
    code: 'L-3032A538',
    byDefault: 6,
    need: needs.fargateVcpu,
    remedy:
      'ask for it; with less, a deploy while the service has its most tasks waits for room, and scaling stops short',
  },
  {
    name: 'VPCs per Region',
    code: 'L-F678F1CE',
    byDefault: 5,
    need: needs.countOf('AWS::EC2::VPC'),
    remedy: VPC,
  },
  {
    name: 'Internet gateways per Region',
    code: 'L-A4707A72',
    byDefault: 5,
    need: needs.countOf('AWS::EC2::InternetGateway'),
    remedy: VPC,
  },
  {
    name: 'Elastic IP addresses per Region',
    code: 'L-0263D0A3',
    byDefault: 5,
    need: needs.countOf('AWS::EC2::EIP'),
    remedy: 'ask for more, or set `egress` to `single`',
  },
  {
    name: 'NAT gateways per Availability Zone',
    code: 'L-FE5A380F',
    byDefault: 5,
    need: needs.natGatewaysPerZone,
    remedy: 'ask for more, or set `egress` to `single`',
  },
  {
    name: 'Gateway VPC endpoints per Region',
    code: 'L-1B52E74A',
    byDefault: 20,
    need: needs.countOf('AWS::EC2::VPCEndpoint'),
    remedy: 'ask for more',
  },
  {
    name: 'Inbound or outbound rules per security group',
    code: 'L-0EA8095F',
    byDefault: 60,
    need: needs.rulesPerSecurityGroup,
    remedy: 'name a security group as the source instead of addresses',
  },
  {
    name: 'Application Load Balancers per Region',
    code: 'L-53DA6B97',
    byDefault: 50,
    need: needs.countOf('AWS::ElasticLoadBalancingV2::LoadBalancer'),
    remedy: 'ask for more',
  },
  {
    name: 'API Gateway: VPC links (V2) per account per Region',
    code: 'L-608BDCD4',
    byDefault: 10,
    need: needs.countOf('AWS::ApiGatewayV2::VpcLink'),
    remedy: 'ask for more, or share a link between APIs of one VPC',
  },
  {
    name: 'API Gateway: Regional APIs per Region',
    byDefault: 600,
    need: needs.countOf('AWS::ApiGateway::RestApi'),
    remedy: 'delete APIs that nobody calls; AWS does not raise it',
  },
  {
    name: 'API Gateway: resources per API',
    byDefault: 300,
    need: needs.resourcesPerApi,
    remedy: 'put routes into an API of their own',
  },
  {
    name: 'API Gateway: requests per second per account, per Region',
    code: 'L-8A5B8E43',
    byDefault: 10000,
    less: [2500, 'in some Regions'],
    need: needs.requestsPerSecond,
    remedy: 'ask for more: above it every API of the Region answers 429',
  },
  {
    name: 'WAF: web ACLs per Region',
    byDefault: 100,
    need: needs.countOf('AWS::WAFv2::WebACL'),
    remedy: 'ask for more',
  },
  {
    name: 'S3: general purpose buckets per account',
    code: 'L-DC2B2D3D',
    byDefault: 10000,
    need: needs.countOf('AWS::S3::Bucket'),
    remedy: 'ask for more',
  },
];
