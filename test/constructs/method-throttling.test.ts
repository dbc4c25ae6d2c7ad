import {
  checkMethodThrottling,
  methodOptions,
  type RouteThrottle,
} from '../../lib/constructs/method-throttling';
import { Problems } from '../../lib/constructs/problems';
import { first, testPromises } from '../support/promises';
import { restApiTemplate } from '../support/rest-api';

const STAGE = 'AWS::ApiGateway::Stage';

testPromises(
  () =>
    restApiTemplate({
      methodThrottling: { 'GET /objects/{key+}': { rateLimit: 5, burstLimit: 7 } },
    }),
  [
    {
      promise: 'throttles one route by itself, and logs and measures it as every other',
      holds: (of) => {
        of.hasResourceProperties(STAGE, {
          MethodSettings: [
            { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 50 },
            {
              HttpMethod: 'GET',
              ResourcePath: '/~1objects~1{key+}',
              ThrottlingRateLimit: 5,
              ThrottlingBurstLimit: 7,
              MetricsEnabled: true,
              LoggingLevel: 'ERROR',
              DataTraceEnabled: false,
            },
          ],
        });
      },
      mutant: (resources) => {
        (first(resources, STAGE).MethodSettings as unknown[]).pop();
      },
    },
  ],
);

test('lets twice as many through at once when no burst is named, and none half', () => {
  expect(methodOptions({ 'GET /': { rateLimit: 0.7 } }, {})).toEqual({
    '//GET': { throttlingRateLimit: 0.7, throttlingBurstLimit: 2 },
  });
});

test('refuses what is no route, and half a throttle, which would be none', () => {
  const problems = new Problems();
  checkMethodThrottling(problems, {
    'get /objects': { rateLimit: 1 },
    'GET /objects': JSON.parse('{ "burstLimit": -1 }') as RouteThrottle,
  });
  expect(() => {
    problems.throwIfAny();
  }).toThrow(
    [
      'methodThrottling is "get /objects": name a method and a path, such as "GET /objects/{key+}"',
      'methodThrottling["GET /objects"].rateLimit is not set: use requests per second, 0 or more',
      'methodThrottling["GET /objects"].burstLimit is -1: use a whole number of requests, 0 or more',
    ].join('\n'),
  );
});
