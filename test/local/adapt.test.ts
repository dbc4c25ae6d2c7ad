import { adaptTemplate } from '../../lib/local/adapt';
import type { LocalAws } from '../../lib/local/local-aws';
import type { Template } from '../../lib/local/template';

const aws: LocalAws = {
  endpoint: new URL('https://127.0.0.1:4567'),
  certificateFile: 'certificate.pem',
  account: '000000000000',
  region: 'us-east-1',
  root: { accessKeyId: '000000000000', secretAccessKey: 'secret' },
};

const adapted = (template: Template) => adaptTemplate(template, aws).template;

test('replaces what the emulator refuses by a resource that does nothing', () => {
  const { Resources } = adapted({
    Resources: {
      Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { Tags: [{ Value: { Ref: 'Address' } }] } },
    },
  });
  expect(Resources.Address).toEqual({ Type: 'AWS::CloudFormation::WaitConditionHandle' });
  expect(Resources.Bucket).toEqual({
    Type: 'AWS::S3::Bucket',
    Properties: { Tags: [{ Value: { Ref: 'Address' } }] },
  });
});

test('leaves out an alarm of an expression, which the emulator refuses, and no other', () => {
  const one = { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } };
  const several = { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [] } };
  expect(adapted({ Resources: { One: one, Several: several } }).Resources).toEqual({
    One: one,
    Several: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
  });
});

test('replaces the ARN of an alarm that it left out by a text', () => {
  const { Resources } = adapted({
    Resources: {
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [] } },
      MayCall: {
        Type: 'AWS::Lambda::Permission',
        Properties: { SourceArn: { 'Fn::GetAtt': ['Alarm', 'Arn'] } },
      },
    },
  });
  expect(Resources.MayCall?.Properties).toEqual({ SourceArn: 'local-Alarm' });
});

test('keeps the dependencies and the condition of what it replaces', () => {
  const original = { Type: 'AWS::EC2::NatGateway', DependsOn: ['Route'], Condition: 'HasNat' };
  expect(adapted({ Resources: { Nat: original } }).Resources.Nat).toEqual({
    ...original,
    Type: 'AWS::CloudFormation::WaitConditionHandle',
  });
});

test('replaces an attribute of what it replaced by a text', () => {
  const { Resources } = adapted({
    Resources: {
      Address: { Type: 'AWS::EC2::EIP' },
      Nat: {
        Type: 'AWS::Other::Type',
        Properties: { Id: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
      },
    },
  });
  expect(Resources.Nat?.Properties).toEqual({ Id: 'local-Address' });
});

test('names the route of a throttle as the emulator looks for it', () => {
  const settings = (...paths: string[]) => ({
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { MethodSettings: paths.map((ResourcePath) => ({ ResourcePath })) },
    },
  });
  expect(adapted({ Resources: settings('/*', '/~1v1~1objects~1{key+}') }).Resources).toEqual(
    settings('/*', '/v1/objects/{key+}'),
  );
});

test('posts to the clients of a WebSocket API by a path of the gateway, and to no other API', () => {
  const url = (api: string) => ({
    'Fn::Join': [
      '',
      ['https://', { Ref: api }, '.execute-api.', { Ref: 'AWS::Region' }, '.amazonaws.com/v1'],
    ],
  });
  const template = {
    Resources: {
      Socket: { Type: 'AWS::ApiGatewayV2::Api' },
      Rest: { Type: 'AWS::ApiGateway::RestApi' },
    },
    Outputs: { Callback: { Value: url('Socket') }, Rest: { Value: url('Rest') } },
  };
  expect(adapted(template)).toMatchObject({
    Outputs: {
      Callback: {
        Value: {
          'Fn::Join': ['', ['https://127.0.0.1:4567/_aws/execute-api/', { Ref: 'Socket' }, '/v1']],
        },
      },
      Rest: { Value: url('Rest') },
    },
  });
});

test('tells functions the address and the certificate of the local AWS', () => {
  const Environment = { Variables: { BUCKET_NAME: 'objects' } };
  const handler = { Type: 'AWS::Lambda::Function', Properties: { Environment } };
  expect(adapted({ Resources: { Function: handler } }).Resources.Function?.Properties).toEqual({
    Environment: {
      Variables: {
        BUCKET_NAME: 'objects',
        AWS_ENDPOINT_URL: 'https://127.0.0.1:4567',
        NODE_EXTRA_CA_CERTS: 'certificate.pem',
      },
    },
  });
});

test('changes nothing of the original', () => {
  const template = { Resources: { Address: { Type: 'AWS::EC2::EIP' } } };
  adapted(template);
  expect(template).toEqual({ Resources: { Address: { Type: 'AWS::EC2::EIP' } } });
});
