import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { context } from '../cdk.json';
import { VARIANTS } from '../lib/config/variants';
import { Environment } from '../lib/environment';
import { exceptionsTable, type ValidationReport } from '../lib/policy/exceptions';
import { registerPolicy } from '../lib/policy/policy';
import { quotasTable } from '../lib/policy/quotas-table';
import { Model } from '../lib/template/model';

const synthesized = VARIANTS.map(({ name, environment, config }) => {
  const app = new App({
    context: { ...context, 'aws:cdk:bundling-stacks': [] },
    // Only the policy is of interest here; the validation warns of the zone names of production.
    builtinCloudFormationValidation: false,
  });
  new Environment(app, config);
  registerPolicy(app);
  return { name, environment, directory: app.synth().directory };
});
const reports = synthesized.map(({ name, directory }): [string, ValidationReport] => {
  const file = join(directory, 'validation-report.json');
  return [name, JSON.parse(readFileSync(file, 'utf8')) as ValidationReport];
});
const models = synthesized
  .filter(({ name, environment }) => name === environment)
  .map(({ name, directory }): [string, Model] => [name, Model.read(directory)]);
writeFileSync('docs/policy-exceptions.md', exceptionsTable(new Map(reports)));
writeFileSync('docs/quotas.md', quotasTable(new Map(models)));
