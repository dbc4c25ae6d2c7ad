import { type RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { NodeFunction } from '../constructs/node-function';

/** Properties for {@link ObjectsFunction}. */
export interface ObjectsFunctionProps {
  /** The bucket that it reads and writes. */
  readonly objects: s3.IBucket;

  /** The web pages that may call it from a browser, by origin. */
  readonly allowedOrigins: readonly string[];

  /**
   * How many runs are set aside for it.
   *
   * @default - none: it shares what the account has
   */
  readonly functionConcurrency?: number;

  /** How long its log is kept. */
  readonly logRetention: logs.RetentionDays;

  /** What becomes of its log when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** The function behind every route but `/exports`, with the permissions that it needs of one bucket. */
export class ObjectsFunction extends NodeFunction {
  public constructor(scope: Construct, id: string, props: ObjectsFunctionProps) {
    super(scope, id, {
      entry: 'lambda/objects',
      description: 'Lists, reads, writes and deletes objects',
      environment: {
        BUCKET_NAME: props.objects.bucketName,
        ALLOWED_ORIGINS: props.allowedOrigins.join(' '),
      },
      reservedConcurrentExecutions: props.functionConcurrency,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    this.role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [props.objects.bucketArn] }),
    );
    this.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: [props.objects.arnForObjects('*')],
      }),
    );
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::<Objects.Arn>/*]',
      reason: 'The function serves every key of this one bucket; object ARNs end in a star.',
    });
  }
}
