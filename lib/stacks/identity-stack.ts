import { ArnFormat, CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Properties for {@link IdentityStack}. */
export interface IdentityStackProps extends StackProps {
  /** Whether some role may stop a canary of an API. */
  readonly canary: boolean;
}

/**
 * Who comes from outside, and the most that anybody may do: the permissions boundary that every role
 * carries and the role of an API client. Roles of workloads live with what assumes them.
 */
export class IdentityStack extends Stack {
  /** The ceiling of every role of the environment. */
  public readonly permissionsBoundary: iam.IManagedPolicy;

  /** The role with which a client calls the API; the API's stack says what it may call. */
  public readonly apiClient: iam.IRole;

  public constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    const apiGatewayLogs = this.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: '/aws/apigateway/*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const stages = this.formatArn({
      service: 'apigateway',
      account: '',
      resource: '/restapis/*/stages',
      resourceName: '*',
    });
    this.permissionsBoundary = new iam.ManagedPolicy(this, 'PermissionsBoundary', {
      description:
        'The most that any role of this environment may do, whatever its own policies say',
      statements: [
        new iam.PolicyStatement({ actions: CEILING, resources: ['*'] }),
        // Every other log group is declared, with its retention; a function that could make its own
        // would leave it behind when its stack is deleted.
        new iam.PolicyStatement({ actions: ['logs:CreateLogGroup'], resources: [apiGatewayLogs] }),
        // The one change of infrastructure that a role makes: docs/adr/0021.
        ...(props.canary
          ? [new iam.PolicyStatement({ actions: ['apigateway:PATCH'], resources: [stages] })]
          : []),
      ],
    });
    Validations.of(this.permissionsBoundary).acknowledge(
      ...[
        '*',
        'arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/aws/apigateway/*',
        ...(props.canary
          ? ['arn:<AWS::Partition>:apigateway:<AWS::Region>::/restapis/*/stages/*']
          : []),
      ].map((resource) => ({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${resource}]`,
        reason:
          'A boundary grants nothing; it is the ceiling for roles whose own statements name their resources.',
      })),
    );
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

/** Data only: with this no role can reach IAM, STS, KMS or Organizations, nor change the infrastructure. */
const CEILING = [
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:DescribeImages',
  'ecr:DescribeRepositories',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
  'execute-api:Invoke',
  'execute-api:ManageConnections',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:PutLogEvents',
  's3:DeleteObject',
  's3:GetObject',
  's3:ListBucket',
  's3:PutObject',
  'sqs:SendMessage',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
  // The helpers of CloudFormation: one empties buckets that are to be deleted, one closes the default
  // security group.
  'ec2:AuthorizeSecurityGroupEgress',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:RevokeSecurityGroupEgress',
  'ec2:RevokeSecurityGroupIngress',
  's3:DeleteObjectVersion',
  's3:GetBucketTagging',
  's3:ListBucketVersions',
  's3:PutBucketPolicy',
  's3:GetBucketPolicy',
];
