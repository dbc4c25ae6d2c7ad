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
  const changed = { ...given('tokenIssuer'), ...given('tokenAudience') };
  // The CLI tells the app where the caller's credentials point.
  const callerRegion = process.env.CDK_DEFAULT_REGION;
  const environment = environmentNamed(name, changed, callerRegion);
  const { zones } = environmentNamed(name, changed);
  if (environment.zones < zones) {
    console.error(
      `${String(callerRegion)} has ${String(environment.zones)} zones: ${name} uses them, not ${String(zones)}`,
    );
  }
  new Environment(app, environment);
  registerPolicy(app);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
