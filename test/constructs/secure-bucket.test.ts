import { Match, Template } from 'aws-cdk-lib/assertions';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { SecureBucket, type SecureBucketProps } from '../../lib/constructs/secure-bucket';
import { TestStack } from '../support/app';
import { first, testPromises } from '../support/promises';

function template(props: SecureBucketProps = {}): Template {
  const stack = new TestStack();
  new SecureBucket(stack, 'Bucket', props);
  return Template.fromStack(stack);
}

const BUCKET = 'AWS::S3::Bucket';
const POLICY = 'AWS::S3::BucketPolicy';

testPromises(template, [
  {
    promise: 'refuses plain HTTP',
    holds: (of) => {
      of.hasResourceProperties(POLICY, denies({ Bool: { 'aws:SecureTransport': 'false' } }));
    },
    mutant: (resources) => {
      first(resources, POLICY).PolicyDocument = { Statement: [] };
    },
  },
  {
    promise: 'refuses TLS older than 1.2',
    holds: (of) => {
      of.hasResourceProperties(POLICY, denies({ NumericLessThan: { 's3:TlsVersion': 1.2 } }));
    },
    mutant: (resources) => {
      first(resources, POLICY).PolicyDocument = { Statement: [] };
    },
  },
  {
    promise: 'is closed to the public',
    holds: (of) => {
      of.hasResourceProperties(BUCKET, {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
    },
    mutant: (resources) => {
      delete first(resources, BUCKET).PublicAccessBlockConfiguration;
    },
  },
  {
    promise: 'leaves access to policies alone, without access control lists',
    holds: (of) => {
      of.hasResourceProperties(BUCKET, {
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
    },
    mutant: (resources) => {
      delete first(resources, BUCKET).OwnershipControls;
    },
  },
  {
    promise: 'keeps every version',
    holds: (of) => {
      of.hasResourceProperties(BUCKET, { VersioningConfiguration: { Status: 'Enabled' } });
    },
    mutant: (resources) => {
      first(resources, BUCKET).VersioningConfiguration = { Status: 'Suspended' };
    },
  },
  {
    promise: 'is kept when its stack is deleted or it is replaced',
    holds: (of) => {
      of.hasResource(BUCKET, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    },
    mutant: (resources) => {
      for (const resource of Object.values(resources)) resource.UpdateReplacePolicy = 'Delete';
    },
  },
  {
    promise: 'does not pay for uploads that were never finished',
    holds: (of) => {
      of.hasResourceProperties(BUCKET, {
        LifecycleConfiguration: {
          Rules: [Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } })],
        },
      });
    },
    mutant: (resources) => {
      delete first(resources, BUCKET).LifecycleConfiguration;
    },
  },
]);

test('keeps no marker of a deletion whose versions are gone', () => {
  template().hasResourceProperties(BUCKET, {
    LifecycleConfiguration: { Rules: [Match.objectLike({ ExpiredObjectDeleteMarker: true })] },
  });
});

test('says nothing to EventBridge unless asked', () => {
  template().hasResourceProperties(BUCKET, { NotificationConfiguration: Match.absent() });
});

test('sends events without a custom resource', () => {
  const asked = template({ eventBridge: true });
  asked.hasResourceProperties(BUCKET, {
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  });
  asked.resourceCountIs('AWS::Lambda::Function', 0);
});

test('empties itself before it is deleted, only when it is to be deleted', () => {
  template().resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  const asked = template({ removalPolicy: RemovalPolicy.DESTROY });
  asked.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
  asked.hasResource(BUCKET, { DeletionPolicy: 'Delete' });
});

test('expires objects and old versions when asked', () => {
  template({
    expiration: Duration.days(30),
    noncurrentVersionExpiration: Duration.days(1),
  }).hasResourceProperties(BUCKET, {
    LifecycleConfiguration: {
      Rules: [
        Match.objectLike({
          ExpirationInDays: 30,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        }),
      ],
    },
  });
});

test('logs access to the bucket that it is given', () => {
  const stack = new TestStack();
  const { bucket: accessLogs } = new SecureBucket(stack, 'Logs');
  new SecureBucket(stack, 'Bucket', { accessLogs });
  Template.fromStack(stack).hasResourceProperties(BUCKET, {
    LoggingConfiguration: {
      DestinationBucketName: { Ref: Match.stringLikeRegexp('^Logs') },
      LogFilePrefix: 's3/Bucket/',
    },
  });
});

function denies(Condition: object): object {
  return {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Principal: { AWS: '*' }, Condition }),
      ]),
    },
  };
}
