import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { context } from '../cdk.json';
import { environmentNamed } from '../lib/config/environments';
import { Environment } from '../lib/environment';
import { exceptionsIn, exceptionsTable, type ValidationReport } from '../lib/policy/exceptions';
import { registerPolicy } from '../lib/policy/policy';

const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
new Environment(app, environmentNamed('sandbox'));
registerPolicy(app);
const { directory } = app.synth();
const report = JSON.parse(
  readFileSync(join(directory, 'validation-report.json'), 'utf8'),
) as ValidationReport;
writeFileSync('docs/policy-exceptions.md', exceptionsTable(exceptionsIn(report)));
