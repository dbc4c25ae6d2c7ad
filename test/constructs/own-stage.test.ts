import { Aws } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { checkStage, checkStageName } from '../../lib/constructs/own-stage';
import { Problems } from '../../lib/constructs/problems';
import { TestStack } from '../support/app';

function check(make: (stack: TestStack) => apigateway.IRestApi): void {
  const problems = new Problems();
  checkStage(problems, make(new TestStack()));
  problems.throwIfAny();
}

test('takes an API that this app makes and deploys', () => {
  expect(() => {
    check((stack) => new apigateway.RestApi(stack, 'Api'));
  }).not.toThrow();
});

test.each([
  ['imported', (stack: TestStack) => apigateway.RestApi.fromRestApiId(stack, 'Api', 'a1b2c3d4e5')],
  ['undeployed', (stack: TestStack) => new apigateway.RestApi(stack, 'Api', { deploy: false })],
])('refuses an %s API, and says which', (_, make) => {
  expect(() => {
    check(make);
  }).toThrow(
    'api is "Test/Api": it is imported or does not deploy itself, so it has no stage here; give one that this app makes and deploys',
  );
});

test.each(['my stage', '', '$default', 'v1/', 'a'.repeat(129)])('refuses %p as a name', (name) => {
  const problems = new Problems();
  checkStageName(problems, name);
  expect(() => {
    problems.throwIfAny();
  }).toThrow(`stageName is "${name}": API Gateway takes letters, digits, hyphens and underscores`);
});

test.each(['v1', 'Live_2-b', 'a'.repeat(128), Aws.REGION])('takes %p as a name', (name) => {
  const problems = new Problems();
  checkStageName(problems, name);
  expect(() => {
    problems.throwIfAny();
  }).not.toThrow();
});
