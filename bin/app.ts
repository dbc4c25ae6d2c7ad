import { App } from 'aws-cdk-lib/core';
import { environmentNamed } from '../lib/config/environments';
import { ConfigurationError } from '../lib/config/parse';
import { Environment } from '../lib/environment';
import { registerPolicy } from '../lib/policy/policy';

const app = new App();
/** A field that `-c name=value` sets. */
const given = (name: string): Record<string, unknown> => {
  const value: unknown = app.node.tryGetContext(name);
  return value === undefined ? {} : { [name]: value };
};
try {
  const name = String(app.node.tryGetContext('environment') ?? 'sandbox');
  new Environment(
    app,
    environmentNamed(name, { ...given('tokenIssuer'), ...given('tokenAudience') }),
  );
  registerPolicy(app);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
