import { Template } from 'aws-cdk-lib/assertions';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AccessLog } from '../../lib/constructs/access-log';
import { TestStack } from '../support/app';
import { first, propertiesOf, testPromises } from '../support/promises';

const FILTER = 'AWS::Logs::MetricFilter';

function template(): Template {
  const stack = new TestStack();
  new AccessLog(stack, 'Log', {
    retention: logs.RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return Template.fromStack(stack);
}

const counted = (MetricName: string) => ({
  MetricNamespace: 'RestApi/AccessLog',
  MetricName,
  MetricValue: '1',
  Dimensions: [
    { Key: 'ApiId', Value: '$.apiId' },
    { Key: 'Stage', Value: '$.stage' },
  ],
});

testPromises(template, [
  {
    promise: 'counts requests that were throttled, and none that a function answered 429',
    holds: (of) => {
      of.hasResourceProperties(FILTER, {
        FilterPattern: '{ ($.error = "THROTTLED") || ($.error = "QUOTA_EXCEEDED") }',
        MetricTransformations: [counted('Throttles')],
      });
    },
    mutant: (resources) => {
      for (const { Properties } of Object.values(resources)) {
        if (Properties?.FilterPattern !== undefined)
          Properties.FilterPattern = '{ $.status = 429 }';
      }
    },
  },
  {
    promise: 'counts every kind of refusal because of who called',
    holds: (of) => {
      const filters = propertiesOf<{ FilterPattern: string }>(of, FILTER);
      for (const kind of [
        'ACCESS_DENIED',
        'AUTHORIZER_FAILURE',
        'EXPIRED_TOKEN',
        'INVALID_SIGNATURE',
        'MISSING_AUTHENTICATION_TOKEN',
        'UNAUTHORIZED',
      ]) {
        expect(filters.map(({ FilterPattern }) => FilterPattern).join()).toContain(`"${kind}"`);
      }
      of.hasResourceProperties(FILTER, {
        MetricTransformations: [counted('AuthorizationFailures')],
      });
    },
    mutant: (resources) => {
      for (const [id, { Type }] of Object.entries(resources)) {
        if (Type === FILTER && id.includes('Authorization')) Reflect.deleteProperty(resources, id);
      }
    },
  },
  {
    promise: 'is kept as long as asked',
    holds: (of) => {
      of.hasResource('AWS::Logs::LogGroup', {
        Properties: { RetentionInDays: 7 },
        DeletionPolicy: 'Delete',
      });
    },
    mutant: (resources) => {
      delete first(resources, 'AWS::Logs::LogGroup').RetentionInDays;
    },
  },
]);
