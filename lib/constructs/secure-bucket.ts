import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { defaultChild } from './default-child';
import { isWhole, Problems } from './problems';

/** Properties for {@link SecureBucket}. */
export interface SecureBucketProps {
  /**
   * The bucket that receives this bucket's server access logs, under `s3/` and this construct's id. The
   * policy of one that this app makes is given the permission; one that is imported has to have it.
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
   * How long objects are kept, in whole days.
   *
   * @default - forever
   */
  readonly expiration?: Duration;

  /**
   * How long a version is kept after it was replaced or deleted, in whole days.
   *
   * @default - 90 days
   */
  readonly noncurrentVersionExpiration?: Duration;

  /**
   * The removal policy of the bucket. With `DESTROY` it is emptied first, by a custom resource, because
   * CloudFormation cannot.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A bucket that is encrypted, versioned and private, that speaks only TLS 1.2 and newer, and that does
 * not pay for uploads that were never finished.
 *
 * @throws when S3 would refuse a property, with every problem
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export class SecureBucket extends Construct {
  /** The bucket. */
  public readonly bucket: s3.Bucket;

  public constructor(scope: Construct, id: string, props: SecureBucketProps = {}) {
    super(scope, id);
    requireUsable(props);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const noncurrentVersionExpiration = props.noncurrentVersionExpiration ?? Duration.days(90);

    this.bucket = new s3.Bucket(this, 'Resource', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
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
    const resource = defaultChild(this.bucket, s3.CfnBucket);
    if (props.eventBridge) {
      // The L2's `eventBridgeEnabled` makes a custom resource for what is one property.
      resource.notificationConfiguration = {
        eventBridgeConfiguration: { eventBridgeEnabled: true },
      };
    }
    if (props.accessLogs) {
      const logFilePrefix = `s3/${id}/`;
      resource.loggingConfiguration = {
        destinationBucketName: props.accessLogs.bucketName,
        logFilePrefix,
      };
      letWrite(this.bucket, props.accessLogs, logFilePrefix);
    }
  }
}

/**
 * The L2's `serverAccessLogsBucket` does the same only under a feature flag; without it, it turns access
 * control lists on, which this bucket refuses.
 */
function letWrite(bucket: s3.Bucket, accessLogs: s3.IBucket, prefix: string): void {
  // Between stacks each would need the other first.
  const isNear = Stack.of(bucket) === Stack.of(accessLogs);
  accessLogs.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [accessLogs.arnForObjects(`${prefix}*`)],
      conditions: {
        ...(isNear && { ArnLike: { 'aws:SourceArn': bucket.bucketArn } }),
        StringEquals: { 'aws:SourceAccount': bucket.env.account },
      },
    }),
  );
}

function requireUsable(props: SecureBucketProps): void {
  const problems = new Problems();
  // The most that S3 takes.
  const isDays = isWhole(1, 2 ** 31 - 1);
  const remedy = 'S3 counts in whole days; use Duration.days(1) or more';
  problems.check('expiration in days', daysOf(props.expiration), isDays, remedy);
  problems.check(
    'noncurrentVersionExpiration in days',
    daysOf(props.noncurrentVersionExpiration),
    isDays,
    remedy,
  );
  if (props.accessLogs?.encryptionKey) {
    problems.add(
      'accessLogs',
      props.accessLogs.node.path,
      'S3 delivers no access logs to a bucket with a key of KMS; give one with keys of S3',
    );
  }
  problems.throwIfAny();
}

/** Nothing when only CloudFormation knows. */
function daysOf(duration?: Duration): number | undefined {
  return duration?.isUnresolved() ? undefined : duration?.toDays({ integral: false });
}
