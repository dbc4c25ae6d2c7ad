import { Match, Template } from 'aws-cdk-lib/assertions';
import { Fn, Token } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CanaryRelease, type CanaryReleaseProps } from '../../lib/constructs/canary-release';
import { RestApi } from '../../lib/constructs/rest-api';
import { TestStack } from '../support/app';
import { first, propertiesOf, type Resources, testPromises } from '../support/promises';

const STAGE = 'AWS::ApiGateway::Stage';
const LOG = 'AWS::Logs::LogGroup';
const FILTER = 'AWS::Logs::MetricFilter';

function release(props: Partial<CanaryReleaseProps> = {}): CanaryRelease {
  const stack = new TestStack();
  const api = new RestApi(stack, 'Api', { description: 'objects', stageName: 'live' });
  api.api.root.addMethod('GET', new apigateway.MockIntegration());
  return new CanaryRelease(stack, 'Canary', { api: api.api, percentTraffic: 0, ...props });
}

const template = (props?: Partial<CanaryReleaseProps>) =>
  Template.fromStack(release(props).node.scope as TestStack);

const NEWEST = { Ref: Match.stringLikeRegexp('^ApiDeployment') };
const underWay = template({ percentTraffic: 10, baselineDeploymentId: 'a1b2c3' });

/** The names of the canary's own log groups, by the id of their resource. */
function names(of: Template): Record<string, string> {
  return Object.fromEntries(
    Object.entries(of.findResources(LOG))
      .filter(([id]) => id.startsWith('Canary'))
      .map(([id, { Properties }]) => [id, JSON.stringify(Properties)]),
  );
}

/** Breaks the log group or the filter whose id begins so. */
function breakResource(resources: Resources, begins: string, defect: object): void {
  const found = Object.entries(resources).find(([id]) => id.startsWith(begins));
  if (!found?.[1].Properties) throw new Error(`no resource ${begins}`);
  Object.assign(found[1].Properties, defect);
}

testPromises(
  () => underWay,
  [
    {
      promise:
        'sends the share of requests to the newest deployment, and the others to the baseline',
      holds: (of) => {
        of.hasResourceProperties(STAGE, {
          DeploymentId: 'a1b2c3',
          CanarySetting: { DeploymentId: NEWEST, PercentTraffic: 10, UseStageCache: false },
        });
      },
      mutant: (resources) => {
        const { CanarySetting } = first(resources, STAGE);
        first(resources, STAGE).DeploymentId = (
          CanarySetting as Record<string, unknown>
        ).DeploymentId;
      },
    },
    {
      promise: 'keeps the deployment, which is the baseline of the next release',
      holds: (of) => {
        const [deployment] = Object.values(of.findResources('AWS::ApiGateway::Deployment'));
        expect(deployment).toMatchObject({ DeletionPolicy: 'Retain' });
      },
      mutant: (resources) => {
        for (const resource of Object.values(resources)) delete resource.DeletionPolicy;
      },
    },
    {
      promise:
        'declares the logs that API Gateway would otherwise keep for ever, before they are used',
      holds: (of) => {
        const groups = Object.keys(names(of));
        expect(groups).toHaveLength(2);
        const [stage] = Object.values(of.findResources(STAGE));
        expect(stage?.DependsOn).toEqual(expect.arrayContaining(groups));
        of.hasResourceProperties(LOG, {
          LogGroupName: {
            'Fn::Join': [
              '',
              [
                'API-Gateway-Execution-Logs_',
                { Ref: Match.stringLikeRegexp('^Api') },
                '/live/Canary',
              ],
            ],
          },
          RetentionInDays: 30,
        });
      },
      mutant: (resources) => {
        breakResource(resources, 'CanaryExecutionLog', { LogGroupName: 'elsewhere' });
      },
    },
    {
      promise:
        'counts in the log that API Gateway calls as the access log of the stage, with /Canary',
      holds: (of) => {
        const accessLog = Object.entries(names(of)).find(([id]) => id.includes('AccessLog'));
        expect(accessLog?.[1]).toMatch(/"Ref":"ApiAccessLog.*\/Canary"/);
        for (const { LogGroupName } of propertiesOf<{ LogGroupName: { Ref: string } }>(
          of,
          FILTER,
        )) {
          if (LogGroupName.Ref.startsWith('Canary')) expect(LogGroupName.Ref).toBe(accessLog?.[0]);
        }
      },
      mutant: (resources) => {
        breakResource(resources, 'CanaryAccessLog', { LogGroupName: 'elsewhere' });
      },
    },
    {
      promise: 'counts its requests and its answers 5xx by API',
      holds: (of) => {
        const counted = (MetricName: string, FilterPattern: string) => {
          of.hasResourceProperties(FILTER, {
            FilterPattern,
            LogGroupName: { Ref: Match.stringLikeRegexp('^CanaryAccessLog') },
            MetricTransformations: [
              {
                MetricName,
                MetricNamespace: 'RestApi/AccessLog',
                MetricValue: '1',
                Dimensions: [{ Key: 'ApiId', Value: '$.apiId' }],
              },
            ],
          });
        };
        counted('CanaryRequests', '{ $.apiId = "*" }');
        counted('CanaryServerErrors', '{ $.status = "5*" }');
      },
      mutant: (resources) => {
        // Of text, no comparison of numbers is true.
        breakResource(resources, 'CanaryAccessLogCanaryServerErrors', {
          FilterPattern: '{ $.status >= 500 }',
        });
      },
    },
  ],
);

test('keeps the canary on the stage at 0 percent when no release is under way', () => {
  template().hasResourceProperties(STAGE, {
    DeploymentId: NEWEST,
    CanarySetting: { DeploymentId: NEWEST, PercentTraffic: 0 },
  });
});

test('measures the latency of a route as the canary has it', () => {
  const canary = release();
  const { dimensions } = canary.metricLatency('GET /objects/{key+}');
  expect(dimensions).toMatchObject({
    Stage: 'live/Canary',
    Method: 'GET',
    Resource: '/objects/{key+}',
  });
  expect(canary.metricLatency('GET /').statistic).toBe('p99');
});

test('measures what it counts', () => {
  const canary = release();
  expect(
    [canary.metricRequests(), canary.metricServerErrors({ statistic: 'Average' })].map(
      ({ namespace, metricName, statistic }) => [namespace, metricName, statistic],
    ),
  ).toEqual([
    ['RestApi/AccessLog', 'CanaryRequests', 'Sum'],
    ['RestApi/AccessLog', 'CanaryServerErrors', 'Average'],
  ]);
});

test('keeps its logs for another time', () => {
  template({ logRetention: RetentionDays.ONE_WEEK }).resourcePropertiesCountIs(
    LOG,
    { RetentionInDays: 7 },
    2,
  );
});

test('fails with every problem at once', () => {
  expect(() => release({ percentTraffic: 100, baselineDeploymentId: '' })).toThrow(
    'percentTraffic is 100: use more than 0 and less than 100, or 0 when no release is under way\n' +
      'baselineDeploymentId is "": use the deploymentId that aws apigateway get-stage tells, such as a1b2c3',
  );
});

test.each<[string, Partial<CanaryReleaseProps>, string]>([
  ['a negative share', { percentTraffic: -1, baselineDeploymentId: 'a1' }, 'percentTraffic is -1'],
  ['no number', { percentTraffic: NaN, baselineDeploymentId: 'a1' }, 'percentTraffic is NaN'],
  ['a release without a baseline', { percentTraffic: 10 }, 'baselineDeploymentId is not set: set'],
  ['a baseline without a release', { baselineDeploymentId: 'a1' }, 'is "a1": take it out while'],
  ['an ARN', { percentTraffic: 10, baselineDeploymentId: 'arn:aws:x' }, 'is "arn:aws:x": use the'],
])('fails with %s', (_, props, message) => {
  expect(() => release(props)).toThrow(message);
});

test('takes a share that only the deploy knows', () => {
  template({
    percentTraffic: Token.asNumber({ Ref: 'Percent' }),
    baselineDeploymentId: Fn.importValue('Baseline'),
  }).hasResourceProperties(STAGE, { CanarySetting: { PercentTraffic: { Ref: 'Percent' } } });
});

test('fails on an API without an access log or without a deployment', () => {
  const api = new apigateway.RestApi(new TestStack(), 'Api', { deploy: false });
  const deployment = new apigateway.Deployment(api, 'Deployment', { api });
  api.deploymentStage = new apigateway.Stage(api, 'Stage', { deployment });
  expect(() => release({ api })).toThrow(
    /^api is "Test\/Api": it is imported or does not deploy itself; .*\nthe access log of api is not set: /,
  );
});

test('fails on an imported API, and changes nothing', () => {
  const api = apigateway.RestApi.fromRestApiId(new TestStack(), 'Api', 'a1b2c3d4e5');
  expect(() => release({ api })).toThrow(/^api is "Test\/Api": it is imported/);
});

test('refuses a retention that CloudWatch Logs does not have', () => {
  const logRetention = JSON.parse('10') as RetentionDays;
  expect(() => release({ logRetention })).toThrow(
    'logRetention is 10: use a value of logs.RetentionDays',
  );
});
