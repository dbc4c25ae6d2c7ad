import { App, Fn, Stack, type StackProps } from 'aws-cdk-lib/core';
import { context } from '../../cdk.json';

/**
 * An app with the feature flags of a deploy, which `new App()` does not read. Functions are not bundled
 * and templates are not validated, because both cost seconds; one suite does each for real.
 */
export function testApp(): App {
  return new App({
    context: { ...context, 'aws:cdk:bundling-stacks': [] },
    builtinCloudFormationValidation: false,
  });
}

/** A stack for any Region that offers three zones without a lookup. */
export class TestStack extends Stack {
  public constructor(props: StackProps = {}) {
    super(testApp(), 'Test', props);
  }

  public override get availabilityZones(): string[] {
    return [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs()));
  }
}
