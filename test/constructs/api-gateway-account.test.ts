import { Match, Template } from 'aws-cdk-lib/assertions';
import { ApiGatewayAccount } from '../../lib/constructs/api-gateway-account';
import { TestStack } from '../support/app';
import { first, testPromises } from '../support/promises';

const ROLE = 'AWS::IAM::Role';
const ACCOUNT = 'AWS::ApiGateway::Account';
const LOGGING = 'AmazonAPIGatewayPushToCloudWatchLogs';

const stack = new TestStack();
new ApiGatewayAccount(stack, 'Account');
const template = Template.fromStack(stack);

testPromises(
  () => template,
  [
    {
      promise: 'has API Gateway write logs with its role',
      holds: (of) => {
        const [role = ''] = Object.keys(of.findResources(ROLE));
        of.hasResourceProperties(ACCOUNT, {
          CloudWatchRoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
        });
      },
      mutant: (resources) => {
        delete first(resources, ACCOUNT).CloudWatchRoleArn;
      },
    },
    {
      promise: 'lets nobody but API Gateway assume that role',
      holds: (of) => {
        of.hasResourceProperties(ROLE, {
          AssumeRolePolicyDocument: {
            Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }],
          },
        });
      },
      mutant: (resources) => {
        first(resources, ROLE).AssumeRolePolicyDocument = {
          Statement: [{ Action: 'sts:AssumeRole', Principal: { AWS: '*' } }],
        };
      },
    },
    {
      promise: 'lets the role write logs and nothing else',
      holds: (of) => {
        of.hasResourceProperties(ROLE, {
          ManagedPolicyArns: [
            {
              'Fn::Join': [
                '',
                [Match.anyValue(), Match.anyValue(), Match.stringLikeRegexp(`/${LOGGING}$`)],
              ],
            },
          ],
        });
        of.resourceCountIs('AWS::IAM::Policy', 0);
      },
      mutant: (resources) => {
        const role = first(resources, ROLE);
        role.ManagedPolicyArns = [
          ...(role.ManagedPolicyArns as object[]),
          'arn:aws:iam::aws:policy/CloudWatchFullAccess',
        ];
      },
    },
  ],
);
