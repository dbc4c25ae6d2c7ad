import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { defaultChild } from '../../lib/constructs/default-child';
import { TestStack } from '../support/app';

const bucket = new s3.Bucket(new TestStack(), 'Objects');

test('finds the resource of a construct', () => {
  expect(defaultChild(bucket, s3.CfnBucket)).toBe(bucket.node.defaultChild);
});

test('refuses to take a resource for one of another type', () => {
  expect(() => defaultChild(bucket, apigateway.CfnMethod)).toThrow('Test/Objects has no CfnMethod');
});
