import { Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { logRequests } from '../../lib/constructs/load-balancer-log';
import { SecureBucket } from '../../lib/constructs/secure-bucket';
import { testApp, TestStack } from '../support/app';
import { first, testPromises } from '../support/promises';

const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const POLICY = 'AWS::S3::BucketPolicy';

function log(stack: Stack, bucket: s3.IBucket): void {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['private-1', 'private-2'],
    privateSubnetRouteTableIds: ['route-1', 'route-2'],
  });
  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc });
  logRequests(loadBalancer, bucket, 'alb');
}

testPromises(() => {
  const stack = new TestStack();
  log(stack, new SecureBucket(stack, 'Logs').bucket);
  return Template.fromStack(stack);
}, [
  {
    promise: 'lets load balancers of this account write, and nobody else',
    holds: (of) => {
      const [bucket] = Object.keys(of.findResources('AWS::S3::Bucket'));
      const statements = Object.values(of.findResources(POLICY)).flatMap(
        ({ Properties }) =>
          (Properties as { PolicyDocument: { Statement: { Effect: string }[] } }).PolicyDocument
            .Statement,
      );
      const account = { Ref: 'AWS::AccountId' };
      expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
        {
          Effect: 'Allow',
          Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: {
            'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/alb/AWSLogs/', account, '/*']],
          },
          Condition: {
            ArnLike: {
              'aws:SourceArn': {
                'Fn::Join': [
                  '',
                  [
                    'arn:',
                    { Ref: 'AWS::Partition' },
                    ':elasticloadbalancing:',
                    { Ref: 'AWS::Region' },
                    ':',
                    account,
                    ':loadbalancer/*',
                  ],
                ],
              },
            },
          },
        },
      ]);
    },
    mutant: (resources) => {
      const { Statement } = first(resources, POLICY).PolicyDocument as { Statement: object[] };
      for (const statement of Statement) Object.assign(statement, { Condition: undefined });
    },
  },
  {
    promise: 'makes the load balancer only when it may write',
    holds: (of) => {
      const policies = Object.keys(of.findResources(POLICY));
      of.hasResource(LOAD_BALANCER, { DependsOn: policies });
    },
    mutant: (resources) => {
      for (const resource of Object.values(resources)) delete resource.DependsOn;
    },
  },
]);

test('writes to a bucket that is imported, and to one of another stack, which is deployed first', () => {
  const app = testApp();
  const storage = new Stack(app, 'Storage');
  const far = new Stack(app, 'Far');
  log(far, s3.Bucket.fromBucketName(far, 'Imported', 'access-logs'));

  const near = new Stack(app, 'Near');
  log(near, new SecureBucket(storage, 'Logs').bucket);
  app.synth();
  expect(near.dependencies.map(({ node }) => node.id)).toEqual(['Storage']);
});
