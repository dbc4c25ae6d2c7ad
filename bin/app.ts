import { App } from 'aws-cdk-lib/core';
import { environmentNamed } from '../lib/config/environments';
import { ConfigurationError } from '../lib/config/parse';
import { Environment } from '../lib/environment';
import { registerPolicy } from '../lib/policy/policy';

const app = new App();
try {
  new Environment(
    app,
    environmentNamed(String(app.node.tryGetContext('environment') ?? 'sandbox')),
  );
  registerPolicy(app);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
