import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Ceiling, type Limit } from './ceiling';

/** Properties for {@link IdentityStack}. */
export interface IdentityStackProps extends StackProps {
  /** Whether some role may stop a canary of an API. */
  readonly canary: boolean;

  /** Whether the CDK's helper may empty buckets, which are deleted with their stack. */
  readonly emptiesBuckets: boolean;
}

/**
 * Who comes from outside, and the most that anybody may do: the permissions boundary that every role
 * carries and the role of an API client. Roles of workloads live with what assumes them.
 */
export class IdentityStack extends Stack {
  /** The ceiling of every role of the environment. */
  public readonly permissionsBoundary: iam.IManagedPolicy;

  /** The ceiling of the CDK's helpers, in place of the other: they may do what nobody else may. */
  public readonly helpersBoundary: iam.IManagedPolicy;

  /** The role with which a client calls the API; the API's stack says what it may call. */
  public readonly apiClient: iam.IRole;

  public constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    this.permissionsBoundary = new Ceiling(this, 'PermissionsBoundary', {
      description:
        'The most that any role of this environment may do, whatever its own policies say',
      limits: [...DATA, ...(props.canary ? [STOP_CANARY] : [])],
    });
    this.helpersBoundary = new Ceiling(this, 'HelpersBoundary', {
      description: 'The most that helpers of CloudFormation may do in this environment',
      limits: [CLOSE_GROUPS, ...(props.emptiesBuckets ? [EMPTY_BUCKETS] : [])],
    });
    this.apiClient = new iam.Role(this, 'ApiClient', {
      assumedBy: new iam.AccountRootPrincipal(),
      description: 'A client of the API: calls the routes that the API grants it, nothing else',
    });
    new CfnOutput(this, 'ApiClientRoleArn', {
      value: this.apiClient.roleArn,
      description: 'the role that a client of the API assumes',
    });
  }
}

/**
 * Data of this account only: with this no role can reach IAM, STS, KMS or Organizations, nor change the
 * infrastructure.
 */
const DATA: readonly Limit[] = [
  {
    on: 'table/*',
    actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  },
  {
    on: 'repository/*',
    actions: [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:DescribeImages',
      'ecr:DescribeRepositories',
      'ecr:GetDownloadUrlForLayer',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ],
  },
  { actions: ['ecr:GetAuthorizationToken'] },
  { on: '*', actions: ['execute-api:Invoke', 'execute-api:ManageConnections'] },
  {
    on: 'log-group:*',
    actions: [
      'logs:CreateLogStream',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:FilterLogEvents',
      'logs:GetLogEvents',
      'logs:PutLogEvents',
    ],
  },
  // Every other log group is declared, with its retention; a function that could make its own would leave it
  // behind when its stack is deleted.
  { on: 'log-group:/aws/apigateway/*', actions: ['logs:CreateLogGroup'] },
  { on: '*', actions: ['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'] },
  { on: '*', actions: ['sqs:SendMessage'] },
  { actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] },
];

/** The one change of infrastructure that a role makes: docs/adr/0021. */
const STOP_CANARY: Limit = { on: '/restapis/*/stages/*', actions: ['apigateway:PATCH'] };

/** Closes the default security group of the VPC. */
const CLOSE_GROUPS: Limit = {
  on: 'security-group/*',
  actions: [
    'ec2:AuthorizeSecurityGroupEgress',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:RevokeSecurityGroupEgress',
    'ec2:RevokeSecurityGroupIngress',
  ],
};

/** Empties a bucket that is to be deleted; its policy keeps others from writing meanwhile. */
const EMPTY_BUCKETS: Limit = {
  on: '*',
  actions: [
    's3:DeleteObject',
    's3:DeleteObjectVersion',
    's3:GetBucketPolicy',
    's3:GetBucketTagging',
    's3:ListBucketVersions',
    's3:PutBucketPolicy',
  ],
};
