import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { context } from '../../cdk.json';
import { exampleOf, guides } from '../support/guides';

/** An app that is validated as a deploy is, without bundling functions. */
const validatedApp = () =>
  new App({
    context: {
      ...context,
      'aws:cdk:bundling-stacks': [],
      '@aws-cdk/core:strictCfnValidateErrors': true,
    },
  });

test('finds nothing in what the first example of each guide makes', () => {
  const app = validatedApp();
  const explained = guides().filter((guide) => /^lib\/constructs\/[a-z-]+\.md$/.test(guide));
  for (const guide of explained) {
    const Example = exampleOf(guide);
    new Example(app, path.basename(guide, '.md'));
  }
  expect(explained.length).toBeGreaterThan(20);
  expect(() => app.synth()).not.toThrow();
}, 180_000);

test('finds an id that AWS would not take', () => {
  const app = validatedApp();
  const stack = new Stack(app, 'Wrong');
  new ec2.CfnNetworkInterface(stack, 'Interface', { subnetId: 'subnet-0a' });
  expect(() => app.synth()).toThrow('E1154');
});
