import { Match, Template } from 'aws-cdk-lib/assertions';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { NodeFunction, type NodeFunctionProps } from '../../lib/constructs/node-function';
import { TestStack } from '../support/app';
import { first, testPromises } from '../support/promises';

const FUNCTION = 'AWS::Lambda::Function';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const POLICY = 'AWS::IAM::Policy';
const ROLE = 'AWS::IAM::Role';

function template(props: Partial<NodeFunctionProps> = {}): Template {
  const stack = new TestStack();
  new NodeFunction(stack, 'Objects', { entry: 'lambda/objects', description: 'objects', ...props });
  return Template.fromStack(stack);
}

const standard = template();

testPromises(
  () => standard,
  [
    {
      promise: 'runs on ARM',
      holds: (of) => {
        of.hasResourceProperties(FUNCTION, { Architectures: ['arm64'] });
      },
      mutant: (resources) => {
        delete first(resources, FUNCTION).Architectures;
      },
    },
    {
      promise: 'runs on the newest Node.js',
      holds: (of) => {
        of.hasResourceProperties(FUNCTION, { Runtime: lambda.Runtime.NODEJS_24_X.name });
      },
      mutant: (resources) => {
        first(resources, FUNCTION).Runtime = lambda.Runtime.NODEJS_22_X.name;
      },
    },
    {
      promise: 'writes JSON to a log group of its own, which is kept for a year',
      holds: (of) => {
        const [group] = Object.keys(of.findResources(LOG_GROUP));
        of.hasResourceProperties(FUNCTION, {
          LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: group } },
        });
        of.hasResource(LOG_GROUP, {
          Properties: { RetentionInDays: 365 },
          DeletionPolicy: 'Retain',
        });
      },
      mutant: (resources) => {
        delete first(resources, LOG_GROUP).RetentionInDays;
      },
    },
    {
      promise: 'is traced',
      holds: (of) => {
        of.hasResourceProperties(FUNCTION, { TracingConfig: { Mode: 'Active' } });
      },
      mutant: (resources) => {
        delete first(resources, FUNCTION).TracingConfig;
      },
    },
    {
      promise: 'is stopped when it calls itself in a loop',
      holds: (of) => {
        of.hasResourceProperties(FUNCTION, { RecursiveLoop: 'Terminate' });
      },
      mutant: (resources) => {
        first(resources, FUNCTION).RecursiveLoop = 'Allow';
      },
    },
    {
      promise: 'has a role without managed policies',
      holds: (of) => {
        of.hasResourceProperties(ROLE, { ManagedPolicyArns: Match.absent() });
      },
      mutant: (resources) => {
        first(resources, ROLE).ManagedPolicyArns = ['AWSLambdaBasicExecutionRole'];
      },
    },
    {
      promise: 'may write its own log and its traces, and nothing else',
      holds: (of) => {
        const [group] = Object.keys(of.findResources(LOG_GROUP));
        of.resourceCountIs(POLICY, 1);
        of.hasResourceProperties(POLICY, {
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: { 'Fn::GetAtt': [group, 'Arn'] },
              },
              {
                Effect: 'Allow',
                Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
                Resource: '*',
              },
            ],
          },
        });
      },
      mutant: (resources) => {
        const { Statement } = first(resources, POLICY).PolicyDocument as { Statement: object[] };
        Statement[0] = { Effect: 'Allow', Action: 'logs:*', Resource: '*' };
      },
    },
  ],
);

test('has half a gigabyte, ten seconds and no variables unless told otherwise', () => {
  standard.hasResourceProperties(FUNCTION, {
    MemorySize: 512,
    Timeout: 10,
    Environment: Match.absent(),
  });
});

test('calls the handler of the entry and says what it is for', () => {
  standard.hasResourceProperties(FUNCTION, {
    Handler: 'handler.handler',
    Description: 'objects',
  });
});

test('takes memory, timeout and variables', () => {
  template({
    memorySize: 1024,
    timeout: Duration.minutes(1),
    environment: { BUCKET_NAME: 'objects' },
  }).hasResourceProperties(FUNCTION, {
    MemorySize: 1024,
    Timeout: 60,
    Environment: { Variables: { BUCKET_NAME: 'objects' } },
  });
});

test('shares what the account has, unless runs are set aside for it', () => {
  standard.hasResourceProperties(FUNCTION, { ReservedConcurrentExecutions: Match.absent() });
  template({ reservedConcurrentExecutions: 100 }).hasResourceProperties(FUNCTION, {
    ReservedConcurrentExecutions: 100,
  });
});

test('keeps its log as long as asked and deletes it when asked', () => {
  template({
    logRetention: logs.RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  }).hasResource(LOG_GROUP, { Properties: { RetentionInDays: 7 }, DeletionPolicy: 'Delete' });
});

test('fails when the entry is not there', () => {
  expect(() => template({ entry: 'lambda/nowhere' })).toThrow(/lambda\/nowhere/);
});

test('takes variables and grants of CDK after it is made', () => {
  const stack = new TestStack();
  const objects = new NodeFunction(stack, 'Objects', { entry: 'lambda/objects', description: '' });
  s3.Bucket.fromBucketName(stack, 'Bucket', 'objects').grantRead(objects);
  objects.function.addEnvironment('BUCKET_NAME', 'objects');
  const of = Template.fromStack(stack);
  of.hasResourceProperties(FUNCTION, { Environment: { Variables: { BUCKET_NAME: 'objects' } } });
  of.hasResourceProperties(POLICY, {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: Match.arrayWith(['s3:GetObject*']) }),
      ]),
    },
  });
});
