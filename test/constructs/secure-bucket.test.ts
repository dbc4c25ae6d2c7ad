import { Match, Template } from 'aws-cdk-lib/assertions';
import { App, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SecureBucket, type SecureBucketProps } from '../../lib/constructs/secure-bucket';
import { testApp, TestStack } from '../support/app';
import { first, propertiesOf, testPromises } from '../support/promises';

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

/** What lets S3 write logs, by the policy of each bucket. */
function logStatements(stack: Stack): unknown[] {
  return propertiesOf<{ PolicyDocument: { Statement: object[] } }>(
    Template.fromStack(stack),
    POLICY,
  ).flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.filter((statement) =>
      JSON.stringify(statement).includes('logging.s3.amazonaws.com'),
    ),
  );
}

test.each<[string, Stack]>([
  ['with the feature flags of a new project', new TestStack()],
  ['without a feature flag', new Stack(new App({ context: {} }), 'Test')],
])('logs access to the bucket that it is given, %s', (_, stack) => {
  const { bucket: accessLogs } = new SecureBucket(stack, 'Logs');
  const { bucket } = new SecureBucket(stack, 'Bucket', { accessLogs });
  Template.fromStack(stack).hasResourceProperties(BUCKET, {
    AccessControl: Match.absent(),
    LoggingConfiguration: {
      DestinationBucketName: { Ref: Match.stringLikeRegexp('^Logs') },
      LogFilePrefix: 's3/Bucket/',
    },
  });
  expect(logStatements(stack)).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: stack.resolve(accessLogs.arnForObjects('s3/Bucket/*')) as unknown,
      Condition: {
        ArnLike: { 'aws:SourceArn': stack.resolve(bucket.bucketArn) as unknown },
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      },
    },
  ]);
});

test('logs access to a bucket of another stack, on behalf of this account alone', () => {
  const app = testApp();
  const far = new Stack(app, 'Far');
  const near = new Stack(app, 'Near');
  const { bucket: accessLogs } = new SecureBucket(far, 'Logs');
  new SecureBucket(near, 'Bucket', { accessLogs });
  expect(logStatements(far)).toMatchObject([
    { Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } },
  ]);
  expect(far.dependencies).toEqual([]);
});

test('says all that S3 would refuse, before anything is created', () => {
  const stack = new TestStack();
  const accessLogs = new s3.Bucket(stack, 'Logs', { encryptionKey: new kms.Key(stack, 'Key') });
  const create = () =>
    new SecureBucket(stack, 'Bucket', {
      accessLogs,
      expiration: Duration.days(0),
      noncurrentVersionExpiration: Duration.hours(36),
    });
  expect(create).toThrow(
    [
      'expiration in days is 0: S3 counts in whole days; use Duration.days(1) or more',
      'noncurrentVersionExpiration in days is 1.5: S3 counts in whole days; use Duration.days(1) or more',
      'accessLogs is "Test/Logs": S3 delivers no access logs to a bucket with a key of KMS; give one with keys of S3',
    ].join('\n'),
  );
  expect(stack.node.tryFindChild('Bucket')?.node.children).toEqual([]);
});

test('takes days that only CloudFormation knows', () => {
  const stack = new TestStack();
  const { valueAsNumber } = new CfnParameter(stack, 'Days', { type: 'Number' });
  new SecureBucket(stack, 'Bucket', { expiration: Duration.days(valueAsNumber) });
  Template.fromStack(stack).hasResourceProperties(BUCKET, {
    LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: { Ref: 'Days' } })] },
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
