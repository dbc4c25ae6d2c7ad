import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { addGatewayEndpoints } from '../../lib/constructs/gateway-endpoints';
import { TestStack } from '../support/app';
import { first, propertiesOf, testPromises } from '../support/promises';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';

const stack = new TestStack();
addGatewayEndpoints(new ec2.Vpc(stack, 'Vpc'));

testPromises(
  () => Template.fromStack(stack),
  [
    {
      promise: 'lets this account reach by its endpoints what it owns, and the layers of images',
      holds: (of) => {
        const ours = (Action: string) => ({
          Effect: 'Allow',
          Principal: '*',
          Action,
          Resource: '*',
          Condition: {
            StringEquals: {
              'aws:PrincipalAccount': { Ref: 'AWS::AccountId' },
              'aws:ResourceAccount': { Ref: 'AWS::AccountId' },
            },
          },
        });
        const layers = {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':s3:::prod-',
                { Ref: 'AWS::Region' },
                '-starport-layer-bucket/*',
              ],
            ],
          },
        };
        const policies = propertiesOf(of, ENDPOINT).map(({ PolicyDocument }) => PolicyDocument);
        expect(policies).toMatchObject([
          { Statement: [ours('s3:*'), layers] },
          { Statement: [ours('dynamodb:*')] },
        ]);
      },
      mutant: (resources) => {
        delete first(resources, ENDPOINT).PolicyDocument;
      },
    },
  ],
);
