/**
 * Types that the emulator's CloudFormation refuses, and what a green run therefore does not show.
 * `npm test` fails when the emulator learns one of them, or when a template gains a type that is
 * neither here nor known to the emulator.
 */
export const REPLACED: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::VpcLink': 'the API calls the load balancer directly',
  'AWS::ApplicationAutoScaling::ScalableTarget': 'one task for each subnet, never more or fewer',
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'nothing scales',
  'AWS::EC2::EIP': 'no traffic leaves through NAT',
  'AWS::EC2::FlowLog': 'no flow log is written',
  'AWS::EC2::NatGateway': 'no traffic leaves through NAT',
  'AWS::EC2::SecurityGroupEgress': 'network traffic is not filtered',
  'AWS::EC2::SecurityGroupIngress': 'network traffic is not filtered',
};

/** Types that the emulator creates without acting on them, in whole or in part. */
export const IGNORED: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': 'API Gateway writes no logs here',
  'AWS::ApiGateway::RequestValidator': 'requests reach the integration unvalidated',
  'AWS::EC2::InternetGateway': 'routes carry no traffic',
  'AWS::EC2::Route': 'routes carry no traffic',
  'AWS::EC2::RouteTable': 'routes carry no traffic',
  'AWS::EC2::SecurityGroup': 'network traffic is not filtered',
  'AWS::EC2::Subnet': 'every task reports the first zone',
  'AWS::EC2::SubnetRouteTableAssociation': 'routes carry no traffic',
  'AWS::EC2::VPC': 'containers share one Docker network',
  'AWS::EC2::VPCEndpoint': 'AWS is called without it',
  'AWS::EC2::VPCGatewayAttachment': 'routes carry no traffic',
};
