/**
 * Types that the emulator's CloudFormation refuses, and what a green run therefore does not show.
 * `npm test` fails when the emulator learns one of them, or when a template gains a type that is
 * neither here nor known to the emulator.
 */
export const REPLACED: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::RouteResponse': 'every answer of a function is sent to the client',
  'AWS::ApiGatewayV2::VpcLink': 'the API calls the load balancer directly',
  'AWS::ApplicationAutoScaling::ScalableTarget': 'one task for each subnet, never more or fewer',
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'nothing scales',
  'AWS::EC2::EIP': 'no traffic leaves through NAT',
  'AWS::EC2::FlowLog': 'no flow log is written',
  'AWS::EC2::NatGateway': 'no traffic leaves through NAT',
  'AWS::EC2::SecurityGroupEgress': 'network traffic is not filtered',
  'AWS::EC2::SecurityGroupIngress': 'network traffic is not filtered',
  'AWS::WAFv2::LoggingConfiguration': 'no request is filtered or logged',
  'AWS::WAFv2::WebACLAssociation': 'no request is filtered or logged',
};

/** Types that the emulator creates without acting on them. */
export const IGNORED: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': 'API Gateway writes no logs here',
  'AWS::ApiGateway::Model': 'no body is compared with it',
  'AWS::ApiGateway::RequestValidator': 'requests reach the integration unvalidated',
  'AWS::CloudWatch::Alarm':
    'nothing is measured, so none rings; one of a metric expression is left out',
  'AWS::CloudWatch::Dashboard': 'nothing is drawn',
  'AWS::EC2::InternetGateway': 'routes carry no traffic',
  'AWS::EC2::Route': 'routes carry no traffic',
  'AWS::EC2::RouteTable': 'routes carry no traffic',
  'AWS::EC2::SecurityGroup': 'network traffic is not filtered',
  'AWS::EC2::Subnet': 'every task reports the first zone',
  'AWS::EC2::SubnetRouteTableAssociation': 'routes carry no traffic',
  'AWS::EC2::VPC': 'containers share one Docker network',
  'AWS::EC2::VPCEndpoint': 'AWS is called without it',
  'AWS::EC2::VPCGatewayAttachment': 'routes carry no traffic',
  'AWS::Lambda::EventInvokeConfig': 'an event that fails is not tried again',
  'AWS::Logs::MetricFilter': 'there is no access log to count in',
};

/** Types that the emulator acts on, and what it leaves out of them. */
export const PARTLY: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::GatewayResponse':
    'a caller who may not, and a stage that is not there, are answered in words of the emulator',
  'AWS::ApiGateway::Method':
    'a preflight names the first of several origins, so only pages of that one are served',
  'AWS::ApiGateway::RestApi': 'the TLS policy is not applied',
  'AWS::ApiGateway::Stage': 'no canary, no access log, no execution log, no traces',
  'AWS::ApiGatewayV2::Stage': 'no throttle, no access log, no execution log',
  'AWS::ECR::Repository': 'no image is scanned',
  'AWS::ECS::TaskDefinition':
    'the user is that of the image; read-only root, capabilities, CPU, memory, health check and stop time-out are not applied; runs on the architecture of this machine',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'no access log',
  'AWS::IAM::Role': 'its permissions boundary is put on after the deploy',
  'AWS::Events::Rule': 'an event that fails is not tried again',
  'AWS::Lambda::Function':
    'runs on the Node.js and the architecture of this machine, in two processes for each CPU, without traces',
  'AWS::SNS::Topic': 'no alarm publishes to it',
  'AWS::S3::Bucket': 'tags are set after the deploy; no access log',
};
