import { Validations } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ServiceRole } from './service-role';

/**
 * The role with which API Gateway writes logs. There is one for each account and Region, so one stack
 * owns it and every API depends on it; APIs that each bring their own take it from one another.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class ApiGatewayAccount extends Construct {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const { role } = new ServiceRole(this, 'Role', {
      service: 'apigateway.amazonaws.com',
      description: 'API Gateway writes the logs of every API of this account and Region',
    });
    // API Gateway refuses a role that may write less than this policy allows.
    role.addManagedPolicy(
      iam.ManagedPolicy.fromAwsManagedPolicyName(
        'service-role/AmazonAPIGatewayPushToCloudWatchLogs',
      ),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason:
        'API Gateway checks the role against this policy, which lets it do nothing but read and write CloudWatch Logs.',
    });
    new apigateway.CfnAccount(this, 'Resource', {
      cloudWatchRoleArn: role.roleArn,
    });
  }
}
