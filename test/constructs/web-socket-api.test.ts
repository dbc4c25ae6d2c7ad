import { Match, Template } from 'aws-cdk-lib/assertions';
import { Fn, RemovalPolicy } from 'aws-cdk-lib/core';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ServiceRole } from '../../lib/constructs/service-role';
import { WebSocketApi, type WebSocketApiProps } from '../../lib/constructs/web-socket-api';
import { TestStack } from '../support/app';
import { first, propertiesOf, type Resources, testPromises } from '../support/promises';

const API = 'AWS::ApiGatewayV2::Api';
const STAGE = 'AWS::ApiGatewayV2::Stage';
const ROUTE = 'AWS::ApiGatewayV2::Route';
const PERMISSION = 'AWS::Lambda::Permission';
const LOG_GROUP = 'AWS::Logs::LogGroup';

/** An API with one action, and a role that may send to its connections. */
function template(props: Partial<WebSocketApiProps> = {}): Template {
  const stack = new TestStack();
  const handler = lambda.Function.fromFunctionAttributes(stack, 'Connections', {
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:connections',
    sameEnvironment: true,
  });
  const api = new WebSocketApi(stack, 'Api', {
    description: 'changes',
    connect: handler,
    disconnect: handler,
    actions: { subscribe: handler },
    otherwise: handler,
    ...props,
  });
  const { role } = new ServiceRole(stack, 'Role', { service: 'lambda.amazonaws.com' });
  api.grantManageConnections(role);
  return Template.fromStack(stack);
}

const standard = template();

/** The routes by key. */
function routes(of: Template): Record<string, Record<string, unknown>> {
  return Object.fromEntries(propertiesOf(of, ROUTE).map((one) => [String(one.RouteKey), one]));
}

function accessLog(of: Template): string {
  const [stage] = propertiesOf<{ AccessLogSettings: { Format: string } }>(of, STAGE);
  return stage?.AccessLogSettings.Format ?? '';
}

const settings = (resources: Resources) =>
  first(resources, STAGE).DefaultRouteSettings as Record<string, unknown>;

testPromises(
  () => standard,
  [
    {
      promise: 'lets nobody connect who has not signed the request',
      holds: (of) => {
        expect(routes(of).$connect).toMatchObject({ AuthorizationType: 'AWS_IAM' });
      },
      mutant: (resources) => {
        first(resources, ROUTE).AuthorizationType = 'NONE';
      },
    },
    {
      promise: 'sends the answer of an action, and of whatever is no action, to the client',
      holds: (of) => {
        for (const key of ['subscribe', '$default']) {
          expect(routes(of)[key]).toMatchObject({ RouteResponseSelectionExpression: '$default' });
        }
        of.resourceCountIs('AWS::ApiGatewayV2::RouteResponse', 2);
      },
      mutant: (resources) => {
        for (const { Type, Properties } of Object.values(resources)) {
          if (Type === ROUTE) delete Properties?.RouteResponseSelectionExpression;
        }
      },
    },
    {
      promise: 'chooses the route by the action that a message names',
      holds: (of) => {
        of.hasResourceProperties(API, {
          ProtocolType: 'WEBSOCKET',
          RouteSelectionExpression: '$request.body.action',
        });
      },
      mutant: (resources) => {
        first(resources, API).RouteSelectionExpression = '$request.body.type';
      },
    },
    {
      promise: 'is throttled',
      holds: (of) => {
        of.hasResourceProperties(STAGE, {
          DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
        });
      },
      mutant: (resources) => {
        delete settings(resources).ThrottlingRateLimit;
      },
    },
    {
      promise: 'logs errors and measures each route',
      holds: (of) => {
        of.hasResourceProperties(STAGE, {
          DefaultRouteSettings: { LoggingLevel: 'ERROR', DetailedMetricsEnabled: true },
        });
      },
      mutant: (resources) => {
        settings(resources).LoggingLevel = 'OFF';
      },
    },
    {
      promise: 'logs no message while it is executed',
      holds: (of) => {
        of.hasResourceProperties(STAGE, { DefaultRouteSettings: { DataTraceEnabled: false } });
      },
      mutant: (resources) => {
        settings(resources).DataTraceEnabled = true;
      },
    },
    {
      promise: 'logs who sent what kind of message and what came of it',
      holds: (of) => {
        expect(JSON.parse(accessLog(of))).toMatchObject({
          requestId: '$context.requestId',
          connectionId: '$context.connectionId',
          caller: '$context.identity.userArn',
          event: '$context.eventType',
          route: '$context.routeKey',
          status: '$context.status',
          authorizationError: '$context.authorize.error',
        });
      },
      mutant: (resources) => {
        first(resources, STAGE).AccessLogSettings = { Format: '{}' };
      },
    },
    {
      promise: 'logs no token and no message',
      holds: (of) => {
        expect(accessLog(of)).toContain('$context.');
        expect(accessLog(of)).not.toMatch(/apiKey|accessKey|authorizer|body|header|input/i);
      },
      mutant: (resources) => {
        first(resources, STAGE).AccessLogSettings = { Format: '"$input.body"' };
      },
    },
    {
      promise:
        'declares its execution log with a retention, before the stage could make it without',
      holds: (of) => {
        const [id] = Object.keys(
          of.findResources(LOG_GROUP, {
            Properties: {
              LogGroupName: {
                'Fn::Join': ['', ['/aws/apigateway/', { Ref: Match.anyValue() }, '/v1']],
              },
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
      promise: 'deploys by itself what is added to it',
      holds: (of) => {
        of.hasResourceProperties(STAGE, { AutoDeploy: true });
      },
      mutant: (resources) => {
        delete first(resources, STAGE).AutoDeploy;
      },
    },
    {
      promise: 'lets a role send to the connections of this stage, and do nothing else to them',
      holds: (of) => {
        const [policy] = propertiesOf<{ PolicyDocument: { Statement: unknown[] } }>(
          of,
          'AWS::IAM::Policy',
        );
        const [id] = Object.keys(of.findResources(API));
        expect(policy?.PolicyDocument.Statement).toEqual([
          {
            Effect: 'Allow',
            Action: 'execute-api:ManageConnections',
            Resource: {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':execute-api:',
                  { Ref: 'AWS::Region' },
                  ':',
                  { Ref: 'AWS::AccountId' },
                  ':',
                  { Ref: id },
                  '/v1/POST/@connections/*',
                ],
              ],
            },
          },
        ]);
      },
      mutant: (resources) => {
        const { PolicyDocument } = first(resources, 'AWS::IAM::Policy') as {
          PolicyDocument: { Statement: { Resource: string }[] };
        };
        for (const statement of PolicyDocument.Statement) statement.Resource = '*';
      },
    },
    {
      promise: 'may invoke a function only from its own routes, and from each of them',
      holds: (of) => {
        const permissions = propertiesOf<{ SourceArn: { 'Fn::Join': [string, unknown[]] } }>(
          of,
          PERMISSION,
        );
        const [id] = Object.keys(of.findResources(API));
        expect(permissions.map(({ SourceArn }) => SourceArn['Fn::Join'][1].slice(-2))).toEqual([
          [{ Ref: id }, '/*$connect'],
          [{ Ref: id }, '/*$disconnect'],
          [{ Ref: id }, '/*$default'],
          [{ Ref: id }, '/*subscribe'],
        ]);
      },
      mutant: (resources) => {
        first(resources, PERMISSION).SourceArn = { 'Fn::Join': ['', ['*']] };
      },
    },
  ],
);

test('has a name that tells it from others, and a description', () => {
  standard.hasResourceProperties(API, {
    Name: Match.stringLikeRegexp('^Test-?Api'),
    Description: 'changes',
  });
});

test('leaves the account-wide logging role to the account', () => {
  standard.resourceCountIs('AWS::ApiGateway::Account', 0);
});

test('says where clients connect, where messages to them are posted, and what to allow a client', () => {
  const stack = new TestStack();
  const handler = lambda.Function.fromFunctionName(stack, 'Connections', 'connections');
  const { url, callbackUrl, connectArn } = new WebSocketApi(stack, 'Api', {
    description: 'changes',
    connect: handler,
    disconnect: handler,
    actions: {},
    otherwise: handler,
    stageName: 'live',
  });
  const shape = (value: string) =>
    JSON.stringify(stack.resolve(value)).replace(/\{"(Ref)":"([\w:]+)"\}/g, '<$2>');
  expect(shape(url)).toMatch(/"wss:\/\/",<Api\w+>,"\.execute-api\.",<.*"\/live"/);
  expect(shape(callbackUrl)).toMatch(/"https:\/\/",<Api\w+>,"\.execute-api\.",<.*"\/live"/);
  expect(shape(connectArn)).toMatch(/":execute-api:",.*<Api\w+>,"\/live\/\$connect"/);
});

test.each([
  [{ throttlingRateLimit: 10 }, 10, 20],
  [{ throttlingRateLimit: 0.7 }, 0.7, 2],
  [{ throttlingRateLimit: 10, throttlingBurstLimit: 15 }, 10, 15],
])('throttles with %j at %p and %p', (props, ThrottlingRateLimit, ThrottlingBurstLimit) => {
  template(props).hasResourceProperties(STAGE, {
    DefaultRouteSettings: { ThrottlingRateLimit, ThrottlingBurstLimit },
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

test.each(['none', 'NONE', '', 'toString', null])(
  'refuses %p as authorization, because $connect would be open to everybody',
  (authorization) => {
    const fromJson = JSON.parse(JSON.stringify({ authorization })) as Partial<WebSocketApiProps>;
    expect(() => template(fromJson)).toThrow(
      `authorization is ${JSON.stringify(authorization)}: use "iam"`,
    );
  },
);

test('refuses a token as authorization, which is chosen at synthesis', () => {
  const authorization = Fn.importValue('Authorization') as WebSocketApiProps['authorization'];
  expect(() => template({ authorization })).toThrow('authorization is "<token>": use "iam"');
});

test('says every problem in one error, and creates nothing', () => {
  const stack = new TestStack();
  const handler = lambda.Function.fromFunctionName(stack, 'Connections', 'connections');
  expect(
    () =>
      new WebSocketApi(stack, 'Api', {
        description: 'changes',
        connect: handler,
        disconnect: handler,
        actions: { $connect: handler, '': handler, 'a b': handler, subscribe: handler },
        otherwise: handler,
        stageName: 'my stage',
        throttlingRateLimit: -1,
        throttlingBurstLimit: 1.5,
      }),
  ).toThrow(
    new RegExp(
      [
        '^stageName is "my stage": .*',
        'actions is "\\$connect": use text without spaces.*',
        'actions is "": .*',
        'actions is "a b": .*',
        'throttlingRateLimit is -1: .*',
        'throttlingBurstLimit is 1.5: .*$',
      ].join('\n'),
    ),
  );
  Template.fromStack(stack).resourceCountIs(API, 0);
});

test('shows its stage', () => {
  const stack = new TestStack();
  const handler = lambda.Function.fromFunctionName(stack, 'Connections', 'connections');
  const { stage } = new WebSocketApi(stack, 'Api', {
    description: 'changes',
    connect: handler,
    disconnect: handler,
    actions: {},
    otherwise: handler,
    stageName: Fn.importValue('Stage'),
  });
  expect(stack.resolve(stage.stageName)).toEqual({ 'Fn::ImportValue': 'Stage' });
});

test('refuses a retention that CloudWatch Logs does not have', () => {
  const logRetention = JSON.parse('10') as logs.RetentionDays;
  expect(() => template({ logRetention })).toThrow(
    'logRetention is 10: use a value of logs.RetentionDays',
  );
});
