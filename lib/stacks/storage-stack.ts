import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { SecureBucket } from '../constructs/secure-bucket';

/** Properties for {@link StorageStack}. */
export interface StorageStackProps extends StackProps {
  /** How long access logs are kept, in days. */
  readonly accessLogDays: number;

  /** What becomes of the buckets when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** State: the objects, and the access logs of buckets and load balancers. */
export class StorageStack extends Stack {
  /** The bucket of the object store; every change is sent to EventBridge. */
  public readonly objects: s3.IBucket;

  /** The bucket that receives access logs: of buckets under `s3/`, of load balancers under `alb/`. */
  public readonly accessLogs: s3.IBucket;

  public constructor(scope: Construct, id: string, props: StorageStackProps) {
    super(scope, id, props);
    const { removalPolicy } = props;
    const { bucket: accessLogs } = new SecureBucket(this, 'AccessLogs', {
      expiration: Duration.days(props.accessLogDays),
      noncurrentVersionExpiration: Duration.days(1),
      removalPolicy,
    });
    this.accessLogs = accessLogs;
    this.objects = new SecureBucket(this, 'Objects', {
      accessLogs,
      eventBridge: true,
      removalPolicy,
    }).bucket;
  }
}
