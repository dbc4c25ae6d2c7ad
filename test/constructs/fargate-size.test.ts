import { CfnParameter } from 'aws-cdk-lib/core';
import { checkSize } from '../../lib/constructs/fargate-size';
import { Problems } from '../../lib/constructs/problems';
import { TestStack } from '../support/app';

function check(cpu: number, memoryLimitMiB: number): void {
  const problems = new Problems();
  checkSize(problems, cpu, memoryLimitMiB);
  problems.throwIfAny();
}

test.each([
  [256, 512],
  [256, 2048],
  [512, 3072],
  [4096, 30_720],
  [8192, 20_480],
  [16_384, 122_880],
])('takes %i CPU units with %i MiB, which Fargate offers', (cpu, memory) => {
  expect(() => {
    check(cpu, memory);
  }).not.toThrow();
});

test.each([
  [300, 512, 'cpu is 300: use 256, 512, 1024, 2048, 4096, 8192, 16384'],
  [256, 768, 'memoryLimitMiB is 768: with 256 CPU units Fargate offers 512 to 2048 MiB'],
  [256, 4096, 'memoryLimitMiB is 4096: with 256 CPU units'],
  [1024, 512, 'memoryLimitMiB is 512: with 1024 CPU units Fargate offers 2048 to 8192 MiB'],
  [8192, 17_408, 'in steps of 4096'],
])('refuses %i CPU units with %i MiB', (cpu, memory, message) => {
  expect(() => {
    check(cpu, memory);
  }).toThrow(message);
});

test('leaves to CloudFormation what only it knows', () => {
  const { valueAsNumber } = new CfnParameter(new TestStack(), 'Size', { type: 'Number' });
  expect(() => {
    check(valueAsNumber, 768);
    check(256, valueAsNumber);
  }).not.toThrow();
});
