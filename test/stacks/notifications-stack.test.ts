import { Match } from 'aws-cdk-lib/assertions';
import { first, propertiesOf, type Resources, testPromises } from '../support/promises';
import { templatesOf } from '../support/environment';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const RULE = 'AWS::Events::Rule';
const QUEUE = 'AWS::SQS::Queue';
const ROUTE = 'AWS::ApiGatewayV2::Route';
const RETRIES = 'AWS::Lambda::EventInvokeConfig';

const { Notifications: production } = templatesOf('production');
const { Notifications: sandbox } = templatesOf('sandbox');

function template() {
  if (production === undefined) throw new Error('there is no stack Notifications');
  return production;
}

const replica = (resources: Resources) =>
  (first(resources, TABLE) as { Replicas: Record<string, unknown>[] }).Replicas[0] ?? {};

testPromises(template, [
  {
    promise: 'asks for a signature when a client connects, and for none afterwards',
    holds: (of) => {
      const types = propertiesOf(of, ROUTE).map((one) => [one.RouteKey, one.AuthorizationType]);
      expect(Object.fromEntries(types)).toEqual({
        $connect: 'AWS_IAM',
        $disconnect: 'NONE',
        $default: 'NONE',
        subscribe: 'NONE',
        unsubscribe: 'NONE',
      });
    },
    mutant: (resources) => {
      first(resources, ROUTE).AuthorizationType = 'NONE';
    },
  },
  {
    promise: 'hears of the objects of one bucket, and of no old version that expires',
    holds: (of) => {
      of.hasResourceProperties(RULE, {
        EventPattern: {
          source: ['aws.s3'],
          'detail-type': ['Object Created', 'Object Deleted'],
          detail: {
            bucket: { name: [Match.anyValue()] },
            'deletion-type': [{ exists: false }, 'Delete Marker Created'],
          },
        },
      });
    },
    mutant: (resources) => {
      const { EventPattern } = first(resources, RULE) as {
        EventPattern: { detail: Record<string, unknown> };
      };
      delete EventPattern.detail['deletion-type'];
    },
  },
  {
    promise: 'keeps a change that EventBridge could not hand over',
    holds: (of) => {
      const [queue] = Object.keys(of.findResources(QUEUE));
      of.hasResourceProperties(RULE, {
        Targets: [
          Match.objectLike({ DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } } }),
        ],
      });
    },
    mutant: (resources) => {
      const { Targets } = first(resources, RULE) as { Targets: Record<string, unknown>[] };
      for (const target of Targets) delete target.DeadLetterConfig;
    },
  },
  {
    promise: 'tries again twice, and keeps a change that some subscriber was not told of',
    holds: (of) => {
      const [queue] = Object.keys(of.findResources(QUEUE));
      of.hasResourceProperties(RETRIES, {
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } } },
      });
    },
    mutant: (resources) => {
      delete first(resources, RETRIES).DestinationConfig;
    },
  },
  {
    promise: 'keeps what was not delivered encrypted, for two weeks, and takes it by TLS only',
    holds: (of) => {
      of.hasResourceProperties(QUEUE, {
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 14 * 24 * 3600,
      });
      of.hasResourceProperties('AWS::SQS::QueuePolicy', {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Action: 'sqs:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      });
    },
    mutant: (resources) => {
      first(resources, QUEUE).SqsManagedSseEnabled = false;
    },
  },
  {
    promise: 'takes from EventBridge only what this rule sends',
    holds: (of) => {
      const [rule] = Object.keys(of.findResources(RULE));
      of.hasResourceProperties('AWS::SQS::QueuePolicy', {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
            }),
          ]),
        },
      });
    },
    mutant: (resources) => {
      const { PolicyDocument } = first(resources, 'AWS::SQS::QueuePolicy') as {
        PolicyDocument: { Statement: Record<string, unknown>[] };
      };
      for (const statement of PolicyDocument.Statement) {
        if (statement.Effect === 'Allow') delete statement.Condition;
      }
    },
  },
  {
    promise: 'forgets by itself what nobody removed',
    holds: (of) => {
      of.hasResourceProperties(TABLE, {
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      });
    },
    mutant: (resources) => {
      delete first(resources, TABLE).TimeToLiveSpecification;
    },
  },
  {
    promise: 'pays for what is read and written, and for nothing else',
    holds: (of) => {
      of.hasResourceProperties(TABLE, { BillingMode: 'PAY_PER_REQUEST' });
    },
    mutant: (resources) => {
      first(resources, TABLE).BillingMode = 'PROVISIONED';
    },
  },
  {
    promise: 'protects the table in production, and can restore it to any second',
    holds: (of) => {
      of.hasResource(TABLE, {
        DeletionPolicy: 'Retain',
        Properties: {
          Replicas: [
            Match.objectLike({
              DeletionProtectionEnabled: true,
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            }),
          ],
        },
      });
    },
    mutant: (resources) => {
      replica(resources).DeletionProtectionEnabled = false;
    },
  },
  {
    promise:
      'gives the function that tells time to write down whom it told, before it is tried again',
    holds: (of) => {
      // Lambda waits a minute before the second attempt; 12 s of the time are kept back.
      of.hasResourceProperties('AWS::Lambda::Function', {
        Description: 'Tells the subscribers of a changed object',
        Timeout: 45,
      });
    },
    mutant: (resources) => {
      for (const { Properties } of Object.values(resources)) {
        if (Properties?.Timeout === 45) Properties.Timeout = 3;
      }
    },
  },
]);

test('keeps nothing of the sandbox', () => {
  sandbox?.hasResource(TABLE, {
    DeletionPolicy: 'Delete',
    Properties: { Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] },
  });
});

/** What a role may do to the table, to connections and to the queue. */
function allowed(role: string): string[] {
  const policies = propertiesOf<{
    Roles: { Ref?: string }[];
    PolicyDocument: { Statement: { Action: string | string[] }[] };
  }>(template(), 'AWS::IAM::Policy');
  return policies
    .filter(({ Roles }) => Roles.some(({ Ref = '' }) => Ref.startsWith(role)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action))
    .filter((action) => !/^(logs|xray):/.test(action))
    .sort();
}

test('allows each function what it does, and no more', () => {
  expect(allowed('ConnectionsRole')).toEqual([
    'dynamodb:DeleteItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
  ]);
  expect(allowed('NotifyRole')).toEqual([
    'dynamodb:DeleteItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'execute-api:ManageConnections',
    'sqs:SendMessage',
  ]);
});
