import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnParameter, RemovalPolicy } from 'aws-cdk-lib/core';
import { AlarmTopic, type AlarmTopicProps } from '../../lib/constructs/alarm-topic';
import { TestStack } from '../support/app';
import { first, type Resources, testPromises } from '../support/promises';

const TOPIC = 'AWS::SNS::Topic';
const TOPIC_POLICY = 'AWS::SNS::TopicPolicy';
const KEY = 'AWS::KMS::Key';

function template(props: AlarmTopicProps = {}): Template {
  const stack = new TestStack();
  new AlarmTopic(stack, 'Alarms', props);
  return Template.fromStack(stack);
}

interface Statement {
  readonly Effect: string;
  readonly Principal: unknown;
  Condition?: Record<string, unknown>;
}

const ONLY_ALARMS_OF_THIS_ACCOUNT = {
  StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
  ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', Match.arrayWith([':alarm:*'])] } },
};

function allowsAlarms(actions: string | string[]): object {
  return {
    Statement: Match.arrayWith([
      Match.objectLike({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: actions,
        Condition: ONLY_ALARMS_OF_THIS_ACCOUNT,
      }),
    ]),
  };
}

/** Takes the conditions from what alarms are allowed. */
function unconditioned(properties: Record<string, unknown>, policy: string): void {
  const { Statement } = properties[policy] as { Statement: Statement[] };
  for (const statement of Statement) {
    if (statement.Effect === 'Allow') delete statement.Condition;
  }
}

testPromises(template, [
  {
    promise: 'is encrypted by a key of its own, which alarms may use and which rotates',
    holds: (of) => {
      of.hasResourceProperties(TOPIC, {
        KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AlarmsKey'), 'Arn'] },
      });
      of.hasResourceProperties(KEY, { EnableKeyRotation: true });
    },
    mutant: (resources) => {
      first(resources, TOPIC).KmsMasterKeyId = 'alias/aws/sns';
    },
  },
  {
    promise: 'lets the alarms of this account alone use the key',
    holds: (of) => {
      of.hasResourceProperties(KEY, {
        KeyPolicy: allowsAlarms(['kms:Decrypt', 'kms:GenerateDataKey*']),
      });
    },
    mutant: (resources) => {
      unconditioned(first(resources, KEY), 'KeyPolicy');
    },
  },
  {
    promise: 'lets the alarms of this account alone publish',
    holds: (of) => {
      of.hasResourceProperties(TOPIC_POLICY, { PolicyDocument: allowsAlarms('sns:Publish') });
    },
    mutant: (resources) => {
      unconditioned(first(resources, TOPIC_POLICY), 'PolicyDocument');
    },
  },
  {
    promise: 'refuses plain HTTP',
    holds: (of) => {
      of.hasResourceProperties(TOPIC_POLICY, {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Action: 'sns:Publish',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      });
    },
    mutant: (resources: Resources) => {
      const { PolicyDocument } = first(resources, TOPIC_POLICY);
      const document = PolicyDocument as { Statement: Statement[] };
      document.Statement = document.Statement.filter(({ Effect }) => Effect === 'Allow');
    },
  },
  {
    promise: 'keeps its key when it is deleted',
    holds: (of) => {
      of.hasResource(KEY, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    },
    mutant: (resources) => {
      for (const resource of Object.values(resources)) resource.DeletionPolicy = 'Delete';
    },
  },
]);

test('tells nobody unless asked', () => {
  template().resourceCountIs('AWS::SNS::Subscription', 0);
});

test('tells an address', () => {
  template({ email: 'operations@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'operations@example.com',
  });
});

test('deletes its key as soon as AWS allows, when asked', () => {
  template({ removalPolicy: RemovalPolicy.DESTROY }).hasResource(KEY, {
    DeletionPolicy: 'Delete',
    Properties: { PendingWindowInDays: 7 },
  });
});

test.each([
  'nobody',
  '',
  'a@b',
  'a b@example.com',
  '@example.com',
  'a@example.',
  'a@b.com,c@d.com',
])('refuses %j, which is no address', (email) => {
  expect(() => new AlarmTopic(new TestStack(), 'Alarms', { email })).toThrow(
    `email is ${JSON.stringify(email)}: use one address, such as operations@example.com`,
  );
});

test('takes an address that only CloudFormation knows', () => {
  const stack = new TestStack();
  new AlarmTopic(stack, 'Alarms', { email: new CfnParameter(stack, 'Email').valueAsString });
  Template.fromStack(stack).hasResourceProperties('AWS::SNS::Subscription', {
    Endpoint: { Ref: 'Email' },
  });
});
