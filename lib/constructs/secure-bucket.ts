import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Properties for {@link SecureBucket}. */
export interface SecureBucketProps {
  /**
   * The bucket that receives this bucket's server access logs, under `s3/` and this construct's id.
   *
   * @default - access is not logged; right only for a bucket that itself receives logs
   */
  readonly accessLogs?: s3.IBucket;

  /**
   * Whether every change of an object is sent to EventBridge.
   *
   * @default false
   */
  readonly eventBridge?: boolean;

  /**
   * How long objects are kept.
   *
   * @default - forever
   */
  readonly expiration?: Duration;

  /**
   * How long a version is kept after it was replaced or deleted.
   *
   * @default - 90 days
   */
  readonly noncurrentVersionExpiration?: Duration;

  /**
   * What becomes of the bucket when its stack is deleted. With `DESTROY` it is emptied first, by a
   * custom resource, because CloudFormation cannot.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A bucket that is encrypted, versioned and private, that speaks only TLS 1.2 and newer, and that does
 * not pay for uploads that were never finished.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export class SecureBucket extends Construct {
  /** The bucket. */
  public readonly bucket: s3.IBucket;

  public constructor(scope: Construct, id: string, props: SecureBucketProps = {}) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const noncurrentVersionExpiration = props.noncurrentVersionExpiration ?? Duration.days(90);

    const bucket = new s3.Bucket(this, 'Resource', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: props.accessLogs && `s3/${id}/`,
      lifecycleRules: [
        {
          id: 'Housekeeping',
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          expiration: props.expiration,
          // Otherwise the marker of each deletion stays for ever, and listing slows down over it.
          expiredObjectDeleteMarker: props.expiration ? undefined : true,
          noncurrentVersionExpiration,
        },
      ],
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
    if (props.eventBridge) sendEvents(bucket);
    this.bucket = bucket;
  }
}

/** The L2's `eventBridgeEnabled` makes a custom resource for what is one property. */
function sendEvents(bucket: s3.Bucket): void {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof s3.CfnBucket)) throw new Error('the bucket has no CfnBucket');
  resource.notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
}
