import { Template } from 'aws-cdk-lib/assertions';
import { CfnOutput } from 'aws-cdk-lib/core';
import { zoneIdsOf } from '../../lib/constructs/zones-of-stack';
import { TestStack } from '../support/app';

test('answers the first zones of a Region that is known', () => {
  const stack = new TestStack({ env: { region: 'eu-west-3' } });
  expect(zoneIdsOf(stack, 2)).toEqual(['euw3-az1', 'euw3-az3']);
});

test('has CloudFormation find them where the Region is not known', () => {
  const stack = new TestStack();
  new CfnOutput(stack, 'Second', { value: zoneIdsOf(stack, 2)[1] ?? '' });
  const template = Template.fromStack(stack);
  template.hasMapping('ZoneIds', { 'us-west-1': { Zone1: 'usw1-az1', Zone2: 'usw1-az3' } });
  template.hasOutput('Second', {
    Value: { 'Fn::FindInMap': ['ZoneIds', { Ref: 'AWS::Region' }, 'Zone2'] },
  });
});

test.each([
  ['us-west-1', 3, 'region is "us-west-1", of which 2 zones are known: use fewer than 3'],
  ['eu-south-1', 2, 'region is "eu-south-1", of which 0 zones are known'],
])('refuses more zones than are known of %s', (region, count, message) => {
  expect(() => zoneIdsOf(new TestStack({ env: { region } }), count)).toThrow(message);
});
