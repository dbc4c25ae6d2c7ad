import { Template } from 'aws-cdk-lib/assertions';
import { Aws, CfnParameter, Duration } from 'aws-cdk-lib/core';
import { NodeFunction, type NodeFunctionProps } from '../../lib/constructs/node-function';
import { TestStack } from '../support/app';

test('says all that Lambda would refuse, before anything is created', () => {
  const stack = new TestStack();
  const { logRetention } = JSON.parse('{"logRetention":0}') as NodeFunctionProps;
  const create = () =>
    new NodeFunction(stack, 'Objects', {
      entry: 'lambda/nothing',
      description: 'x'.repeat(257),
      environment: { '1st': 'a', AWS_REGION: 'b', BLOB: 'c'.repeat(4096) },
      memorySize: 20000,
      timeout: Duration.minutes(16),
      reservedConcurrentExecutions: -1,
      logRetention,
    });
  expect(create).toThrow(
    [
      'entry is "lambda/nothing": name a folder with a handler.ts, seen from where cdk runs',
      `description is "${'x'.repeat(257)}": Lambda takes at most 256 characters`,
      'environment is "1st": a name has a letter, then letters, digits, underscores',
      'environment is "AWS_REGION": Lambda sets it itself; choose another name',
      'the bytes of environment is 4115: Lambda takes at most 4096; keep the rest in a parameter or a bucket',
      'memorySize is 20000: use 128 to 10240 MiB',
      'timeout in seconds is 960: use whole seconds, 1 to 900',
      'reservedConcurrentExecutions is -1: set a whole number of runs aside; 0 lets none start',
      'logRetention is 0: use a value of logs.RetentionDays',
    ].join('\n'),
  );
  expect(stack.node.tryFindChild('Objects')?.node.children).toEqual([]);
});

test.each([
  [{ memorySize: 127 }, 'memorySize is 127'],
  [{ memorySize: 512.5 }, 'memorySize is 512.5'],
  [{ timeout: Duration.millis(1500) }, 'timeout in seconds is 1.5'],
  [{ timeout: Duration.seconds(0) }, 'timeout in seconds is 0'],
  [{ environment: { A: 'x' } }, 'environment is "A"'],
  [{ environment: { AWS_LAMBDA_FUNCTION_NAME: 'x' } }, 'Lambda sets it itself'],
])('refuses %j', (props, message) => {
  const create = () =>
    new NodeFunction(new TestStack(), 'Objects', {
      entry: 'lambda/objects',
      description: '',
      ...props,
    });
  expect(create).toThrow(message);
});

test('takes what only CloudFormation knows, and variables that Lambda leaves to us', () => {
  const stack = new TestStack();
  const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
  new NodeFunction(stack, 'Objects', {
    entry: 'lambda/objects',
    description: Aws.STACK_NAME,
    environment: { STACK: Aws.STACK_NAME, AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' },
    memorySize: number('Memory'),
    timeout: Duration.seconds(number('Timeout')),
    reservedConcurrentExecutions: number('Reserved'),
  });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: { Ref: 'Memory' },
    Timeout: { Ref: 'Timeout' },
    ReservedConcurrentExecutions: { Ref: 'Reserved' },
  });
});
