import { Match, Template } from 'aws-cdk-lib/assertions';
import { Aws } from 'aws-cdk-lib/core';
import { ServiceRole, type ServiceRoleProps } from '../../lib/constructs/service-role';
import { TestStack } from '../support/app';
import { first, testPromises } from '../support/promises';

const ROLE = 'AWS::IAM::Role';

function template(props: Partial<ServiceRoleProps> = {}): Template {
  const stack = new TestStack();
  new ServiceRole(stack, 'Role', { service: 'ecs-tasks.amazonaws.com', ...props });
  return Template.fromStack(stack);
}

const standard = template();

testPromises(
  () => standard,
  [
    {
      promise: 'trusts one service, on behalf of this account alone',
      holds: (of) => {
        of.hasResourceProperties(ROLE, {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Principal: { Service: 'ecs-tasks.amazonaws.com' },
                Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
        });
      },
      mutant: (resources) => {
        first(resources, ROLE).AssumeRolePolicyDocument = {
          Statement: [
            { Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } },
          ],
        };
      },
    },
    {
      promise: 'has no managed policy',
      holds: (of) => {
        of.hasResourceProperties(ROLE, { ManagedPolicyArns: Match.absent() });
      },
      mutant: (resources) => {
        first(resources, ROLE).ManagedPolicyArns = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
      },
    },
    {
      promise: 'has no permission until one is granted',
      holds: (of) => {
        of.resourceCountIs('AWS::IAM::Policy', 0);
        of.hasResourceProperties(ROLE, { Policies: Match.absent() });
      },
      mutant: (resources) => {
        first(resources, ROLE).Policies = [{ PolicyName: 'All' }];
      },
    },
  ],
);

test('asks the same of the service that writes flow logs', () => {
  template({ service: 'vpc-flow-logs.amazonaws.com' }).hasResourceProperties(ROLE, {
    AssumeRolePolicyDocument: {
      Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': Match.anyValue() } } }],
    },
  });
});

test.each(['lambda.amazonaws.com', 'apigateway.amazonaws.com'])(
  'demands no account of %s, which sends none',
  (service) => {
    template({ service }).hasResourceProperties(ROLE, {
      AssumeRolePolicyDocument: {
        Statement: [{ Principal: { Service: service }, Condition: Match.absent() }],
      },
    });
  },
);

test.each(['ecs-tasks', 'ecs-tasks.amazonaws.com.cn'])(
  'asks the same of %s, which CDK takes for the same service',
  (service) => {
    expect(template({ service }).toJSON()).toEqual(standard.toJSON());
  },
);

test.each([
  '',
  '*',
  'arn:aws:iam::111122223333:root',
  '111122223333',
  'ecs-tasks.example.com',
  'ECS',
  Aws.URL_SUFFIX,
])('refuses %j, which is no service that is written out', (service) => {
  expect(() => template({ service, description: 'x'.repeat(1001) })).toThrow(
    /^service is .*: name one service, such as ecs-tasks\.amazonaws\.com\ndescription is "x+": IAM takes at most 1000 characters$/,
  );
});

test('has a description when given one', () => {
  standard.hasResourceProperties(ROLE, { Description: Match.absent() });
  template({ description: 'runs the task' }).hasResourceProperties(ROLE, {
    Description: 'runs the task',
  });
});
