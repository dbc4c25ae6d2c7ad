import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, CfnResource, Stack, Validations } from 'aws-cdk-lib/core';
import { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { environmentNamed } from '../../lib/config/environments';
import type { EnvironmentConfig } from '../../lib/config/schema';
import { VARIANTS } from '../../lib/config/variants';
import { Authorization } from '../../lib/constructs/authorization';
import { RestApi } from '../../lib/constructs/rest-api';
import { SecureBucket } from '../../lib/constructs/secure-bucket';
import { Environment } from '../../lib/environment';
import { exceptionsIn, exceptionsTable, type ValidationReport } from '../../lib/policy/exceptions';
import { nameInAnyEnvironment, registerPolicy } from '../../lib/policy/policy';
import { testApp } from '../support/app';
import { existingFunction } from '../support/rest-api';

function appOf(config: EnvironmentConfig): App {
  const app = testApp();
  new Environment(app, config);
  registerPolicy(app);
  return app;
}

function reportOf(app: App): ValidationReport {
  const file = join(app.synth().directory, 'validation-report.json');
  return JSON.parse(readFileSync(file, 'utf8')) as ValidationReport;
}

/** Every acknowledgement in the tree as `construct rule`, below the environment. */
function acknowledged(app: App): string[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.keys(data as object))
      .map((rule) => `${node.path.replace(/^[^/]*\//, '')} ${rule}`),
  );
}

const reports = new Map<string, ValidationReport>();

test.each(VARIANTS)(
  'has in $name no finding that is not accepted, and no acknowledgement that lost its finding',
  ({ name, config }) => {
    const app = appOf(config);
    const report = reportOf(app);
    reports.set(name, report);
    expect(report.pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
    const used = exceptionsIn(new Map([[name, report]]));
    const stale = acknowledged(app).filter(
      (one) =>
        one.includes(' AwsSolutions::') &&
        !used.some(({ construct, rule }) => one === `${construct} AwsSolutions::${rule}`),
    );
    expect(stale).toEqual([]);
    expect(used.length).toBeGreaterThan(10);
  },
);

test('has in the committed table each exception of each of them, and no other', () => {
  expect(exceptionsTable(reports)).toBe(readFileSync('docs/policy-exceptions.md', 'utf8'));
});

test('acknowledges only by ids that leave a trace in the report', () => {
  // A plain id is swallowed inside cdk-nag; CDK files it as an annotation.
  const untraced = acknowledged(appOf(environmentNamed('sandbox'))).filter((one) =>
    /annotation::/i.test(one),
  );
  expect(untraced).toEqual([]);
});

test('ends synthesis when an override opens what a construct closed', () => {
  const app = appOf(environmentNamed('sandbox'));
  const method = app.node
    .findAll()
    .find((node) => node instanceof CfnMethod && node.httpMethod === 'POST');
  (method as CfnMethod).addPropertyOverride('AuthorizationType', 'NONE');
  expect(() => app.synth()).toThrow('House::method-authorization');
});

test('accepts of a method that everybody may call nothing but that', () => {
  const app = testApp();
  const stack = new Stack(app, 'Public');
  const handler = existingFunction(stack);
  const reason = 'Whether the API answers at all is no secret.';
  const restApi = new RestApi(stack, 'Api', { description: 'open' });
  restApi.addFunction('/health', ['GET'], handler, Authorization.none({ reason }));
  restApi.addFunction('/objects', ['GET'], handler);
  Validations.of(stack).acknowledge({ id: 'AwsSolutions::AwsSolutions-APIG3', reason });
  registerPolicy(app);
  const used = exceptionsIn(new Map([['public', reportOf(app)]]));
  expect(used.filter(({ rule }) => rule.startsWith('House::'))).toMatchObject([
    { rule: 'House::method-authorization', construct: 'Api/Resource/Default/health/GET', reason },
  ]);
});

test('finds a bucket that was made without the construct', () => {
  const app = testApp();
  new s3.Bucket(new Stack(app, 'Careless'), 'Bucket');
  registerPolicy(app);
  expect(() => app.synth()).toThrow(/AwsSolutions-S1\b[^]*AwsSolutions-S10/);
});

test.each([
  [
    'an override',
    (bucket: s3.CfnBucket) => {
      bucket.addPropertyDeletionOverride('LoggingConfiguration');
    },
    'AwsSolutions-S1',
  ],
  [
    'a resource by hand',
    (bucket: s3.CfnBucket) => {
      new CfnResource(bucket, 'Topic', { type: 'AWS::SNS::Topic' });
    },
    'AwsSolutions-SNS3',
  ],
])('finds by the rules of cdk-nag what stands in the template by %s', (_, change, rule) => {
  const app = testApp();
  const stack = new Stack(app, 'Careful');
  const { bucket: accessLogs } = new SecureBucket(stack, 'AccessLogs');
  const { bucket } = new SecureBucket(stack, 'Bucket', { accessLogs });
  change(bucket.node.defaultChild as s3.CfnBucket);
  registerPolicy(app);
  expect(() => app.synth()).toThrow(rule);
});

test.each([
  [
    'IAM5[Resource::Sandbox-Storage:ExportsOutputFnGetAttObjects5C3DE316Arn720F8764/*]',
    'IAM5[Resource::<Objects.Arn>/*]',
  ],
  [
    'IAM5[Resource::arn:aws:execute-api:eu-central-1:111122223333:<RestApiFA9A4412>/v1/GET/objects/*]',
    'IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<RestApi>/v1/GET/objects/*]',
  ],
  [
    'IAM5[Resource::arn:aws:apigateway:eu-central-1::/restapis/*/stages/*]',
    'IAM5[Resource::arn:<AWS::Partition>:apigateway:<AWS::Region>::/restapis/*/stages/*]',
  ],
  ...[
    'arn:aws-us-gov:sqs:us-gov-west-1:<AWS::AccountId>',
    'arn:<AWS::Partition>:sqs:<AWS::Region>:111122223333',
  ].map((arn): [string, string] => [
    `IAM5[Resource::${arn}:jobs*]`,
    'IAM5[Resource::arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:jobs*]',
  ]),
  ['IAM5[Resource::*]', 'IAM5[Resource::*]'],
])('names the finding %s alike in every environment', (finding, name) => {
  expect(nameInAnyEnvironment(finding)).toBe(name);
});
