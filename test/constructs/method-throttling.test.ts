import { methodOptions, throttlingProblems } from '../../lib/constructs/method-throttling';
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

test('leaves what names no route to the problems', () => {
  const throttling = { objects: {}, 'get /objects': {}, 'GET /': {} };
  expect(methodOptions(throttling, {})).toEqual({ '//GET': {} });
  expect(throttlingProblems(throttling, new Set(['GET /']))).toEqual([
    'methodThrottling has "objects", which nothing answers; name a route as "GET /objects"',
    'methodThrottling has "get /objects", which nothing answers; name a route as "GET /objects"',
  ]);
});
