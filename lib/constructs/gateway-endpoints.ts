import { Stack } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Adds the gateway endpoints of S3 and DynamoDB. They let principals of this account reach what this account
 * owns, and the image layers that ECR keeps in a bucket of AWS; credentials that somebody brings into the VPC
 * carry nothing out of it. A policy of an endpoint grants nothing.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export function addGatewayEndpoints(vpc: ec2.Vpc): void {
  const { account, partition, region } = Stack.of(vpc);
  const within = (service: string) =>
    new iam.PolicyStatement({
      principals: [new iam.StarPrincipal()],
      actions: [`${service}:*`],
      resources: ['*'],
      conditions: {
        StringEquals: { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': account },
      },
    });

  const s3 = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  s3.addToPolicy(within('s3'));
  // ECR signs these requests itself, so that they come from no principal of this account.
  s3.addToPolicy(
    new iam.PolicyStatement({
      principals: [new iam.StarPrincipal()],
      actions: ['s3:GetObject'],
      resources: [`arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`],
    }),
  );
  const dynamoDb = vpc.addGatewayEndpoint('DynamoDb', {
    service: ec2.GatewayVpcEndpointAwsService.DYNAMODB,
  });
  dynamoDb.addToPolicy(within('dynamodb'));
}
