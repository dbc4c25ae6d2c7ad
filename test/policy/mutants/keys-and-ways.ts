import { EVERYBODY, type Mutant } from './mutant';

const GATEWAY = 'Network/NetworkVpcS3';

/** Holes in keys, in endpoints, in what asks callers, and in what no rule would read. */
export const KEYS_AND_WAYS: readonly Mutant[] = [
  {
    hole: 'lets everybody administer the key',
    rule: 'key-policy',
    make: (broken) => {
      broken
        .statements('Operations/AlarmsKey', 'KMS::Key', 'KeyPolicy')
        .push({ ...EVERYBODY, Action: 'kms:*' });
    },
  },
  {
    hole: 'lets CloudWatch change the policy of the key',
    rule: 'key-policy',
    make: (broken) => {
      for (const one of broken.statements('Operations/AlarmsKey', 'KMS::Key', 'KeyPolicy')) {
        if (JSON.stringify(one.Principal).includes('cloudwatch')) one.Action = 'kms:PutKeyPolicy';
      }
    },
  },
  {
    hole: 'lets whatever is brought into the VPC carry objects out',
    rule: 'endpoint-policy',
    make: (broken) => {
      delete broken.of(GATEWAY).PolicyDocument;
    },
  },
  {
    hole: 'lets this account carry objects to buckets of others',
    rule: 'endpoint-policy',
    make: (broken) => {
      broken.statements(GATEWAY, 'VPCEndpoint')[0] = {
        ...EVERYBODY,
        Action: 's3:*',
        Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
      };
    },
  },
  {
    hole: 'lets everybody write to buckets of AWS',
    rule: 'endpoint-policy',
    make: (broken) => {
      for (const one of broken.statements(GATEWAY, 'VPCEndpoint')) {
        if (one.Action === 's3:GetObject') one.Action = ['s3:GetObject', 's3:PutObject'];
      }
    },
  },
  {
    hole: 'asks nobody who lists the objects',
    rule: 'method-authorization',
    make: (broken) => {
      broken.of('Api/RestApiv1objectsGET', 'ApiGateway::Method').AuthorizationType = 'NONE';
    },
  },
  {
    hole: 'asks nobody who deletes, in words that look like a preflight',
    rule: 'method-authorization',
    make: (broken) => {
      Object.assign(broken.of('Api/RestApiv1deletionsPOST', 'ApiGateway::Method'), {
        HttpMethod: 'OPTIONS',
        AuthorizationType: 'NONE',
      });
    },
  },
  {
    hole: 'has a method without a word about who may call it',
    rule: 'method-authorization',
    make: (broken) => {
      delete broken.of('Api/RestApiv2exportsGET', 'ApiGateway::Method').AuthorizationType;
    },
  },
  {
    hole: 'has a method ask an authorizer that is not there',
    rule: 'method-authorization',
    make: (broken) => {
      broken.of('Api/RestApiv2exportsGET', 'ApiGateway::Method').AuthorizationType = 'CUSTOM';
    },
  },
  {
    hole: 'asks nobody who connects',
    rule: 'route-authorization',
    make: (broken) => {
      broken.of('Notifications/WebSocketApiconnectRoute', '::Route').AuthorizationType = 'NONE';
    },
  },
  {
    hole: 'has no route for who connects, so that everybody may',
    rule: 'route-authorization',
    make: (broken) => {
      broken.of('Notifications/WebSocketApiconnectRoute', '::Route').RouteKey = 'connect';
    },
  },
  {
    hole: 'makes a second API, of HTTP, that asks nobody',
    rule: 'route-authorization',
    make: (broken) => {
      broken.of('Notifications/WebSocketApi', 'ApiGatewayV2::Api').ProtocolType = 'HTTP';
    },
  },
  {
    hole: 'has methods in a document that no rule reads',
    rule: 'unseen',
    make: (broken) => {
      broken.of('Api/RestApi', 'ApiGateway::RestApi').Body = { openapi: '3.0.1', paths: {} };
    },
  },
  {
    hole: 'calls AWS from a function when it is deployed',
    rule: 'unseen',
    make: (broken) => {
      broken.add('Storage', 'Custom::AWS', { Create: '{"service":"S3","action":"putBucketAcl"}' });
    },
  },
  {
    hole: 'has a macro write its policies',
    rule: 'unseen',
    make: (broken) => {
      broken.of('Api/ObjectsRole', 'IAM::Role').Policies = [
        { 'Fn::Transform': { Name: 'AWS::Include' } },
      ];
    },
  },
  {
    hole: 'deploys a stack of which only the address is here',
    rule: 'unseen',
    make: (broken) => {
      broken.add('Network', 'AWS::CloudFormation::Stack', { TemplateURL: 'https://a.example/t' });
    },
  },
];
