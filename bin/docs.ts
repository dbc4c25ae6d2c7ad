import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { context } from '../cdk.json';
import { VARIANTS } from '../lib/config/variants';
import { Environment } from '../lib/environment';
import { exceptionsTable, type ValidationReport } from '../lib/policy/exceptions';
import { registerPolicy } from '../lib/policy/policy';

const reports = VARIANTS.map(({ name, config }): [string, ValidationReport] => {
  const app = new App({
    context: { ...context, 'aws:cdk:bundling-stacks': [] },
    // Only the policy is of interest here; the validation warns of the zone names of production.
    builtinCloudFormationValidation: false,
  });
  new Environment(app, config);
  registerPolicy(app);
  const file = join(app.synth().directory, 'validation-report.json');
  return [name, JSON.parse(readFileSync(file, 'utf8')) as ValidationReport];
});
writeFileSync('docs/policy-exceptions.md', exceptionsTable(new Map(reports)));
