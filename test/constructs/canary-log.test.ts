import { Fn } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import { checkCanaryLog } from '../../lib/constructs/canary-log';
import { Problems } from '../../lib/constructs/problems';
import { TestStack } from '../support/app';

const { AccessLogFormat } = apigateway;
const GOOD = AccessLogFormat.custom(
  JSON.stringify({ apiId: '$context.apiId', status: '$context.status', id: '$context.requestId' }),
);

/** What is said of a stage that logs so. */
function said(
  destination: (stack: TestStack) => apigateway.IAccessLogDestination,
  accessLogFormat = GOOD,
): string {
  const stack = new TestStack();
  const { deploymentStage } = new apigateway.RestApi(stack, 'Api', {
    deployOptions: { accessLogDestination: destination(stack), accessLogFormat },
  });
  const problems = new Problems();
  checkCanaryLog(problems, deploymentStage);
  try {
    problems.throwIfAny();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const toGroup = (stack: TestStack) =>
  new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Log'));
const toArn = (destinationArn: string) => () => ({ bind: () => ({ destinationArn }) });

test.each([
  ['a log group of the app', toGroup],
  [
    'one that is imported',
    (stack: TestStack) =>
      new apigateway.LogGroupLogDestination(logs.LogGroup.fromLogGroupName(stack, 'Log', 'mine')),
  ],
  ['an ARN that another stack exports', toArn(Fn.importValue('Log'))],
  ['its ARN', toArn('arn:aws:logs:eu-west-1:111122223333:log-group:mine')],
])('reads %s', (_, destination) => {
  expect(said(destination)).toBe('');
});

test.each([
  [
    'a stream of Firehose',
    (stack: TestStack) =>
      new apigateway.FirehoseLogDestination(
        new CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-mine' }),
      ),
  ],
  ['its ARN', toArn('arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-x')],
])('cannot read %s', (_, destination) => {
  expect(said(destination)).toMatch(
    /^the access log of api is ".*": a canary reads only a log group; use one$/,
  );
});

test.each([
  ['text', AccessLogFormat.clf()],
  ['JSON without the id of the API', AccessLogFormat.jsonWithStandardFields()],
  [
    'a status that is a number',
    AccessLogFormat.custom(
      '{"id":"$context.requestId","apiId":"$context.apiId","status":$context.status}',
    ),
  ],
])('cannot count in %s', (_, format) => {
  expect(said(toGroup, format)).toMatch(
    /^the access log format of api is ".*": a canary reads lines of JSON with \{"apiId":"\$context.apiId","status":"\$context.status"\} in them; add both$/s,
  );
});
