import { Match, Template } from 'aws-cdk-lib/assertions';
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
