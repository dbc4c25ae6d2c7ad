import { Match, type Template } from 'aws-cdk-lib/assertions';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import * as logs from 'aws-cdk-lib/aws-logs';
import { first, propertiesOf, type Resources, testPromises } from '../support/promises';
import { restApiTemplate as template } from '../support/rest-api';

const API = 'AWS::ApiGateway::RestApi';
const STAGE = 'AWS::ApiGateway::Stage';
const LOG_GROUP = 'AWS::Logs::LogGroup';

/** Variables that hold a token, a body or the key of an object, or may. */
const SECRET =
  /apiKey|accessKey|authorizer\.(?!error|latency)|authenticate\.error|body|header|override|\$context\.path/i;

const standard = template();

function accessLog(of: Template): string {
  const [stage] = propertiesOf<{ AccessLogSetting: { Format: string } }>(of, STAGE);
  return stage?.AccessLogSetting.Format ?? '';
}

function settings(resources: Resources): Record<string, unknown> {
  const [setting] = first(resources, STAGE).MethodSettings as [Record<string, unknown>];
  return setting;
}

testPromises(
  () => standard,
  [
    {
      promise: 'is throttled',
      holds: (of) => {
        of.hasResourceProperties(STAGE, {
          MethodSettings: [
            {
              HttpMethod: '*',
              ResourcePath: '/*',
              ThrottlingRateLimit: 50,
              ThrottlingBurstLimit: 100,
            },
          ],
        });
      },
      mutant: (resources) => {
        delete settings(resources).ThrottlingRateLimit;
      },
    },
    {
      promise: 'logs who called what and what came of it',
      holds: (of) => {
        expect(JSON.parse(accessLog(of))).toMatchObject({
          requestId: '$context.requestId',
          caller: '$context.identity.userArn',
          sourceIp: '$context.identity.sourceIp',
          method: '$context.httpMethod',
          route: '$context.resourcePath',
          status: '$context.status',
          authorizerError: '$context.authorizer.error',
          integrationError: '$context.integrationErrorMessage',
          error: '$context.error.responseType',
          traceId: '$context.xrayTraceId',
        });
      },
      mutant: (resources) => {
        first(resources, STAGE).AccessLogSetting = { Format: '{}' };
      },
    },
    {
      promise: 'logs no token, no body and no key of an object',
      holds: (of) => {
        expect(accessLog(of)).toContain('$context.');
        expect(accessLog(of)).not.toMatch(SECRET);
      },
      mutant: (resources) => {
        first(resources, STAGE).AccessLogSetting = { Format: '"$context.identity.apiKey"' };
      },
    },
    {
      promise: 'logs no body while it is executed',
      holds: (of) => {
        of.hasResourceProperties(STAGE, { MethodSettings: [{ DataTraceEnabled: false }] });
      },
      mutant: (resources) => {
        settings(resources).DataTraceEnabled = true;
      },
    },
    {
      promise: 'logs errors, measures and traces',
      holds: (of) => {
        of.hasResourceProperties(STAGE, {
          TracingEnabled: true,
          MethodSettings: [{ LoggingLevel: 'ERROR', MetricsEnabled: true }],
        });
      },
      mutant: (resources) => {
        settings(resources).LoggingLevel = 'OFF';
      },
    },
    {
      promise: 'speaks TLS 1.2 and newer with post-quantum key exchange, under its own name alone',
      holds: (of) => {
        of.hasResourceProperties(API, {
          SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
          EndpointAccessMode: 'STRICT',
        });
      },
      mutant: (resources) => {
        delete first(resources, API).SecurityPolicy;
      },
    },
    {
      promise:
        'declares its execution log with a retention, before the stage could make it without',
      holds: (of) => {
        const [id] = Object.keys(
          of.findResources(LOG_GROUP, {
            Properties: {
              LogGroupName: { 'Fn::Join': ['', Match.arrayWith(['/live'])] },
              RetentionInDays: 365,
            },
          }),
        );
        of.hasResource(STAGE, { DependsOn: [id] });
      },
      mutant: (resources) => {
        for (const resource of Object.values(resources)) {
          if (resource.Type === STAGE) delete resource.DependsOn;
        }
      },
    },
  ],
);

test.each([
  ['an authorizer passes on', '$context.authorizer.principalId'],
  ['a wrong signature repeats', '$context.authenticate.error'],
])('would notice that it logs what %s', (_, variable) => {
  expect(accessLog(standard)).not.toMatch(SECRET);
  expect(accessLog(standard).replace('$context.requestId', variable)).toMatch(SECRET);
});

test('leaves the account-wide logging role to the account', () => {
  standard.resourceCountIs('AWS::ApiGateway::Account', 0);
});

test('leaves outputs to the stack', () => {
  expect(standard.findOutputs('*')).toEqual({});
});

test('is regional, re-encodes nothing and has a name that tells it from others', () => {
  standard.hasResourceProperties(API, {
    Name: Match.stringLikeRegexp('^Test-?Api'),
    Description: 'objects',
    EndpointConfiguration: { Types: ['REGIONAL'] },
    BinaryMediaTypes: ['*/*'],
  });
});

test('has the stage live, or as asked, which its execution log has too', () => {
  standard.hasResourceProperties(STAGE, { StageName: 'live' });
  const asked = template({ stageName: 'blue' });
  asked.hasResourceProperties(STAGE, { StageName: 'blue' });
  asked.hasResourceProperties(LOG_GROUP, {
    LogGroupName: { 'Fn::Join': ['', Match.arrayWith(['/blue'])] },
  });
});

test.each([
  [{ throttlingRateLimit: 10 }, 10, 20],
  [{ throttlingRateLimit: 10, throttlingBurstLimit: 15 }, 10, 15],
])('throttles with %j at %i and %i', (props, ThrottlingRateLimit, ThrottlingBurstLimit) => {
  template(props).hasResourceProperties(STAGE, {
    MethodSettings: [{ ThrottlingRateLimit, ThrottlingBurstLimit }],
  });
});

test('keeps both logs for a year, or as long as asked, and deletes them when asked', () => {
  const both = (of: Template, RetentionInDays: number, DeletionPolicy: string) =>
    Object.keys(of.findResources(LOG_GROUP, { Properties: { RetentionInDays }, DeletionPolicy }));
  const asked = template({
    logRetention: logs.RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  expect(both(standard, 365, 'Retain')).toHaveLength(2);
  expect(both(asked, 7, 'Delete')).toHaveLength(2);
});
