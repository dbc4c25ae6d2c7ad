import { Match, Template } from 'aws-cdk-lib/assertions';
import { Fn } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RestApi } from '../../lib/constructs/rest-api';
import { UsagePlan, type UsagePlanProps } from '../../lib/constructs/usage-plan';
import { TestStack } from '../support/app';
import { first, propertiesOf, testPromises } from '../support/promises';

const PLAN = 'AWS::ApiGateway::UsagePlan';
const KEY = 'AWS::ApiGateway::ApiKey';
const METHOD = 'AWS::ApiGateway::Method';

function template(props: Partial<UsagePlanProps> = {}): Template {
  const stack = new TestStack();
  const api = new RestApi(stack, 'Api', { description: 'objects', apiKeyRequired: true });
  const handler = lambda.Function.fromFunctionAttributes(stack, 'Objects', {
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:objects',
    sameEnvironment: true,
  });
  api.addFunction('/objects', ['GET'], handler);
  new UsagePlan(stack, 'Partners', {
    api: api.api,
    clients: ['Blue', 'Green'],
    rateLimit: 10,
    ...props,
  });
  return Template.fromStack(stack);
}

testPromises(template, [
  {
    promise: 'limits each client of the stage',
    holds: (of) => {
      of.hasResourceProperties(PLAN, {
        ApiStages: [{ Stage: { Ref: Match.stringLikeRegexp('^ApiDeploymentStage') } }],
        Throttle: { RateLimit: 10, BurstLimit: 20 },
      });
    },
    mutant: (resources) => {
      first(resources, PLAN).ApiStages = [];
    },
  },
  {
    promise: 'gives each client a key of its own under the plan',
    holds: (of) => {
      of.resourceCountIs(KEY, 2);
      const keys = propertiesOf<{ KeyId: { Ref: string } }>(of, 'AWS::ApiGateway::UsagePlanKey');
      expect(new Set(keys.map(({ KeyId }) => KeyId.Ref))).toEqual(
        new Set(Object.keys(of.findResources(KEY))),
      );
    },
    mutant: (resources) => {
      const [id = ''] = Object.entries(resources).find(([, { Type }]) => Type === KEY) ?? [];
      Reflect.deleteProperty(resources, id);
    },
  },
  {
    promise: 'has the value of no key in the template',
    holds: (of) => {
      expect(propertiesOf(of, KEY).filter((key) => 'Value' in key)).toEqual([]);
    },
    mutant: (resources) => {
      first(resources, KEY).Value = 'abcdefghijklmnopqrstuvwxyz';
    },
  },
  {
    promise: 'leaves no method of the API unlimited, nor to a key alone',
    holds: (of) => {
      const methods = propertiesOf(of, METHOD);
      expect(methods).toHaveLength(1);
      expect(methods).toMatchObject([{ ApiKeyRequired: true, AuthorizationType: 'AWS_IAM' }]);
    },
    mutant: (resources) => {
      delete first(resources, METHOD).ApiKeyRequired;
    },
  },
]);

test('has a quota only when asked', () => {
  template().hasResourceProperties(PLAN, { Quota: Match.absent() });
  template({ dailyQuota: 1000 }).hasResourceProperties(PLAN, {
    Quota: { Limit: 1000, Period: 'DAY' },
  });
});

test('takes another burst', () => {
  template({ burstLimit: 15 }).hasResourceProperties(PLAN, { Throttle: { BurstLimit: 15 } });
});

test('lets twice the rate through at once, rounded up', () => {
  template({ rateLimit: 0.7 }).hasResourceProperties(PLAN, { Throttle: { BurstLimit: 2 } });
});

test('fails the synthesis when no method asks for a key, because nobody would be limited', () => {
  const stack = new TestStack();
  const api = new apigateway.RestApi(stack, 'Api');
  new UsagePlan(stack, 'Partners', { api, clients: ['Blue'], rateLimit: 1 });
  const open = api.root.addMethod('GET');
  expect(() => Template.fromStack(stack)).toThrow(
    'api is "Test/Api": no method of it asks for a key; make it with apiKeyRequired',
  );
  (open.node.defaultChild as apigateway.CfnMethod).apiKeyRequired = true;
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('says every problem in one error, and creates nothing', () => {
  const stack = new TestStack();
  const api = apigateway.RestApi.fromRestApiId(stack, 'Api', 'a1b2c3d4e5');
  const clients = ['Blue', 'Blue', 'a/b', '', Fn.importValue('Client')];
  expect(
    () => new UsagePlan(stack, 'Partners', { api, clients, rateLimit: -1, dailyQuota: 0 }),
  ).toThrow(
    new RegExp(
      [
        '^api is "Test/Api": it is imported.*',
        'rateLimit is -1: .*',
        'dailyQuota is 0: use a whole number of requests from 1 up',
        'clients is "Blue": name it once',
        'clients is "a/b": use plain text without a slash, because it names a resource',
        'clients is "": .*',
        'clients is "<token>": .*$',
      ].join('\n'),
    ),
  );
  Template.fromStack(stack).resourceCountIs(PLAN, 0);
  expect(() => template({ clients: [] })).toThrow('clients is []: name one or more');
});
