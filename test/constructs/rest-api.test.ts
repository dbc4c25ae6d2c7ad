import { Match, Template } from 'aws-cdk-lib/assertions';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { RestApi, type RestApiProps } from '../../lib/constructs/rest-api';
import { TestStack } from '../support/app';
import { first, propertiesOf, type Resources, testPromises } from '../support/promises';
import { existingVpc } from '../support/vpc';

const API = 'AWS::ApiGateway::RestApi';
const STAGE = 'AWS::ApiGateway::Stage';
const METHOD = 'AWS::ApiGateway::Method';
const LOG_GROUP = 'AWS::Logs::LogGroup';

/** Variables that hold a token, a body or the key of an object, or may. */
const SECRET =
  /apiKey|accessKey|authorizer\.(?!error|latency)|authenticate\.error|body|header|override|\$context\.path/i;

/** An API with `/objects` in front of a function and `/exports` in front of a load balancer. */
function template(props: Partial<RestApiProps> = {}, linkId = 'Link'): Template {
  const stack = new TestStack();
  const vpc = existingVpc(stack);
  const restApi = new RestApi(stack, 'Api', { description: 'objects', ...props });
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:objects';
  const handler = lambda.Function.fromFunctionAttributes(stack, 'Objects', {
    functionArn: arn,
    sameEnvironment: true,
  });
  restApi.addFunction('/objects/{key+}', ['GET', 'PUT'], handler);
  restApi.addLoadBalancer(
    '/exports',
    new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }),
    new apigatewayv2.VpcLink(stack, linkId, { vpc, subnets: { subnetGroupName: 'Private' } }),
  );
  return Template.fromStack(stack);
}

const standard = template();

function accessLog(of: Template): string {
  const [stage] = propertiesOf<{ AccessLogSetting: { Format: string } }>(of, STAGE);
  return stage?.AccessLogSetting.Format ?? '';
}

function settings(resources: Resources): Record<string, unknown> {
  const [setting] = first(resources, STAGE).MethodSettings as [Record<string, unknown>];
  return setting;
}

/** Breaks the integration of every method, that of `/exports` included. */
function breakIntegrations(resources: Resources, defect: object): void {
  for (const { Type, Properties = {} } of Object.values(resources)) {
    if (Type === METHOD) Object.assign(Properties.Integration as object, defect);
  }
}

testPromises(
  () => standard,
  [
    {
      promise: 'demands a request signed by an IAM principal on every method',
      holds: (of) => {
        const methods = propertiesOf(of, METHOD);
        expect(methods).toHaveLength(3);
        expect(methods.map(({ AuthorizationType }) => AuthorizationType)).toEqual(
          methods.map(() => 'AWS_IAM'),
        );
      },
      mutant: (resources) => {
        first(resources, METHOD).AuthorizationType = 'NONE';
      },
    },
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
      promise: 'says in a 429 when to come again',
      holds: (of) => {
        of.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
          ResponseType: 'THROTTLED',
          ResponseParameters: { 'gatewayresponse.header.Retry-After': "'1'" },
        });
      },
      mutant: (resources) => {
        delete first(resources, 'AWS::ApiGateway::GatewayResponse').ResponseParameters;
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
              LogGroupName: { 'Fn::Join': ['', Match.arrayWith(['/v1'])] },
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
    {
      promise: 'reaches the load balancer through the VPC link',
      holds: (of) => {
        of.hasResourceProperties(METHOD, {
          Integration: {
            Type: 'HTTP_PROXY',
            Uri: { 'Fn::Join': ['', ['http://', Match.anyValue(), '/exports']] },
            ConnectionType: 'VPC_LINK',
            ConnectionId: { Ref: Match.stringLikeRegexp('^Link') },
            IntegrationTarget: { Ref: Match.stringLikeRegexp('^LoadBalancer') },
          },
        });
      },
      mutant: (resources) => {
        breakIntegrations(resources, { ConnectionType: 'INTERNET' });
      },
    },
    {
      promise: 'streams what the load balancer answers, for up to 15 minutes',
      holds: (of) => {
        of.hasResourceProperties(METHOD, {
          Integration: { ResponseTransferMode: 'STREAM', TimeoutInMillis: 900_000 },
        });
      },
      mutant: (resources) => {
        breakIntegrations(resources, { ResponseTransferMode: 'BUFFERED' });
      },
    },
    {
      promise: 'may invoke a function only from the methods of its own stage',
      holds: (of) => {
        const permissions = propertiesOf<{ SourceArn: { 'Fn::Join': [string, unknown[]] } }>(
          of,
          'AWS::Lambda::Permission',
        );
        expect(permissions.map(({ SourceArn }) => SourceArn['Fn::Join'][1].slice(-3))).toEqual([
          ['/', { Ref: expect.stringContaining('Stage') as string }, '/GET/objects/*'],
          ['/', { Ref: expect.stringContaining('Stage') as string }, '/PUT/objects/*'],
        ]);
      },
      mutant: (resources) => {
        first(resources, 'AWS::Lambda::Permission').SourceArn = { 'Fn::Join': ['', ['*']] };
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

test('validates every request', () => {
  standard.hasResourceProperties('AWS::ApiGateway::RequestValidator', {
    ValidateRequestBody: true,
    ValidateRequestParameters: true,
  });
  const methods = propertiesOf(standard, METHOD);
  expect(methods.filter(({ RequestValidatorId }) => RequestValidatorId === undefined)).toEqual([]);
});

test('takes a stage name, which its execution log has too', () => {
  const live = template({ stageName: 'live' });
  live.hasResourceProperties(STAGE, { StageName: 'live' });
  live.hasResourceProperties(LOG_GROUP, {
    LogGroupName: { 'Fn::Join': ['', Match.arrayWith(['/live'])] },
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

test('is deployed again when the VPC link is another', () => {
  const deployment = (of: Template) => Object.keys(of.findResources('AWS::ApiGateway::Deployment'));
  expect(deployment(template({}, 'Other'))).not.toEqual(deployment(standard));
  expect(deployment(template())).toEqual(deployment(standard));
});
