import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NodeFunction } from '../../lib/constructs/node-function';
import { TestStack } from '../support/app';
import { first, testPromises } from '../support/promises';
import { existingVpc } from '../support/vpc';

const FUNCTION = 'AWS::Lambda::Function';
const POLICY = 'AWS::IAM::Policy';
const GROUP = 'AWS::EC2::SecurityGroup';

const stack = new TestStack();
const vpc = existingVpc(stack);
const objects = new NodeFunction(stack, 'Objects', {
  entry: 'lambda/objects',
  description: '',
  vpc,
});
const database = new ec2.SecurityGroup(stack, 'Database', { vpc });
objects.function.connections.allowTo(database, ec2.Port.POSTGRES);
testPromises(
  () => Template.fromStack(stack),
  [
    {
      promise: 'runs in the private subnets',
      holds: (of) => {
        of.hasResourceProperties(FUNCTION, {
          VpcConfig: { SubnetIds: ['private-1', 'private-2', 'private-3'] },
        });
      },
      mutant: (resources) => {
        first(resources, FUNCTION).VpcConfig = { SubnetIds: ['public-1'] };
      },
    },
    {
      promise: 'may send HTTPS, what it is allowed, and nothing else',
      holds: (of) => {
        of.hasResourceProperties(GROUP, {
          GroupDescription: 'The function: HTTPS to AWS',
          SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
        });
        of.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
          FromPort: 5432,
          ToPort: 5432,
          CidrIp: Match.absent(),
        });
      },
      mutant: (resources) => {
        first(resources, GROUP).SecurityGroupEgress = [{ IpProtocol: '-1' }];
      },
    },
    {
      promise: 'lets Lambda make its network interfaces, and not its own code',
      holds: (of) => {
        const Action = Match.arrayWith(['ec2:CreateNetworkInterface']);
        of.hasResourceProperties(POLICY, {
          PolicyDocument: {
            Statement: Match.arrayWith([
              { Effect: 'Allow', Action, Resource: '*' },
              {
                Effect: 'Deny',
                Action,
                Resource: '*',
                Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
              },
            ]),
          },
        });
      },
      mutant: (resources) => {
        const { Statement } = first(resources, POLICY).PolicyDocument as { Statement: object[] };
        Statement.splice(0, Statement.length, ...Statement.filter((one) => !('Condition' in one)));
      },
    },
  ],
);
