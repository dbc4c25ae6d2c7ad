import * as iam from 'aws-cdk-lib/aws-iam';

/** What Lambda does with the role of a function to put it into a VPC. */
const INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lets Lambda put a function into a VPC: it makes the network interfaces with the role of the function,
 * whose own code must not.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function letJoinVpc(role: iam.IRole): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: INTERFACES, resources: ['*'] }));
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: INTERFACES,
      resources: ['*'],
      // The key is there when the code calls, and not when Lambda itself does.
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  );
}
