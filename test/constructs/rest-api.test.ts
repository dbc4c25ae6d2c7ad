import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnResource, Fn } from 'aws-cdk-lib/core';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { DOCUMENTS } from '../../api/documents';
import { RestApi, type RestApiProps } from '../../lib/constructs/rest-api';
import { TestStack } from '../support/app';
import { first, propertiesOf, testPromises } from '../support/promises';
import { existingVpc } from '../support/vpc';
import { existingFunction, restApiTemplate } from '../support/rest-api';

const METHOD = 'AWS::ApiGateway::Method';

const standard = restApiTemplate();

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

test('validates every request', () => {
  standard.hasResourceProperties('AWS::ApiGateway::RequestValidator', {
    ValidateRequestBody: true,
    ValidateRequestParameters: true,
  });
  const methods = propertiesOf(standard, METHOD);
  expect(methods.filter(({ RequestValidatorId }) => RequestValidatorId === undefined)).toEqual([]);
});

const VERSIONS = Object.entries(DOCUMENTS);

/** An API that answers what both documents describe, but for the routes that are left out. */
function described(props: Partial<RestApiProps> = {}, leftOut: readonly string[] = []): Template {
  const stack = new TestStack();
  const handler = existingFunction(stack);
  const api = new RestApi(stack, 'Api', { description: 'both', documents: DOCUMENTS, ...props });
  for (const [version, { paths }] of VERSIONS) {
    for (const [path, item = {}] of Object.entries(paths)) {
      const methods = Object.keys(item)
        .filter((key) => key !== 'parameters')
        .map((method) => method.toUpperCase())
        .filter((method) => !leftOut.includes(`${method} /${version}${path}`));
      if (methods.length === 0) continue;
      api.addFunction(`/${version}${path.replace('{key}', '{key+}')}`, methods, handler);
    }
  }
  return Template.fromStack(stack);
}

testPromises(described, [
  {
    promise: 'tells the method with a JSON body what its document says of it',
    holds: (of) => {
      of.hasResourceProperties(METHOD, {
        HttpMethod: 'POST',
        RequestModels: { 'application/json': { Ref: Match.stringLikeRegexp('V2Deletion') } },
        MethodResponses: Match.arrayWith([
          {
            StatusCode: '429',
            ResponseModels: {
              'application/problem+json': { Ref: Match.stringLikeRegexp('V2Problem') },
            },
            ResponseParameters: { 'method.response.header.Retry-After': false },
          },
        ]),
      });
    },
    mutant: (resources) => {
      for (const { Properties = {} } of Object.values(resources)) delete Properties.RequestModels;
    },
  },
  {
    promise: 'demands the key of an object, and takes its conditions',
    holds: (of) => {
      of.hasResourceProperties(METHOD, {
        HttpMethod: 'PUT',
        RequestParameters: {
          'method.request.path.key': true,
          'method.request.header.If-Match': false,
          'method.request.header.If-None-Match': false,
        },
      });
    },
    mutant: (resources) => {
      for (const { Properties = {} } of Object.values(resources)) {
        delete (Properties.RequestParameters as Record<string, unknown> | undefined)?.[
          'method.request.path.key'
        ];
      }
    },
  },
]);

test('leaves a base path that has no document to its functions', () => {
  for (const method of propertiesOf(standard, METHOD)) {
    expect(method).not.toHaveProperty('RequestParameters');
    expect(method).not.toHaveProperty('RequestModels');
    expect(method).not.toHaveProperty('MethodResponses');
  }
});

test('refuses routes that the document of their base path does not describe, all at once', () => {
  const stack = new TestStack();
  const api = new RestApi(stack, 'Api', { description: 'both', documents: DOCUMENTS });
  expect(() => {
    api.addFunction('/v1/objects', ['GET', 'PUT', 'PATCH'], existingFunction(stack));
  }).toThrow(
    'PUT /v1/objects is not in the OpenAPI document of v1; describe it there; ' +
      'PATCH /v1/objects is not in the OpenAPI document of v1; describe it there',
  );
  expect(stack.node.findAll().filter(({ node }) => node.id === 'objects')).toEqual([]);
});

test('fails the synthesis when nothing answers what is described, and names all of it', () => {
  const synthesis = () => described({}, ['GET /v1/exports', 'HEAD /v2/objects/{key}']);
  expect(synthesis).toThrow(
    'GET /v1/exports is in the OpenAPI document of v1 but nothing answers it; add the route, or remove it there',
  );
  expect(synthesis).toThrow('HEAD /v2/objects/{key} is in the OpenAPI document of v2');
  expect(synthesis).not.toThrow('GET /v2/exports');
});

test('fails the synthesis when a throttle is of no route, and names all of them', () => {
  const limits = { rateLimit: 1, burstLimit: 1 };
  const synthesis = () =>
    restApiTemplate({ methodThrottling: { 'GET /export': limits, 'PUT /exports': limits } });
  expect(synthesis).toThrow(
    'methodThrottling is "GET /export": Test/Api/Resource has no such route; name one it has',
  );
  expect(synthesis).toThrow('methodThrottling is "PUT /exports"');
});

test('says every problem in one error, and creates nothing', () => {
  const stack = new TestStack();
  expect(
    () =>
      new RestApi(stack, 'Api', {
        description: 'objects',
        stageName: 'my stage',
        throttlingRateLimit: -1,
        throttlingBurstLimit: 0.5,
        methodThrottling: { objects: { rateLimit: 5 } },
        allowedOrigins: ['*'],
        documents: { '/v1': DOCUMENTS.v1 },
        logRetention: JSON.parse('0') as logs.RetentionDays,
      }),
  ).toThrow(
    new RegExp(
      [
        '^stageName is "my stage": .*',
        'throttlingRateLimit is -1: .*',
        'throttlingBurstLimit is 0.5: .*',
        'methodThrottling is "objects": .*',
        'logRetention is 0: use a value of logs.RetentionDays',
        'allowedOrigins is "\\*": .*',
        'documents is "/v1": name the first part of the paths, without a slash, such as v1$',
      ].join('\n'),
    ),
  );
  expect(stack.node.findAll().filter((one) => CfnResource.isCfnResource(one))).toEqual([]);
});

test('refuses a stage name that only the deploy knows, of which the L2 makes an id', () => {
  expect(() => restApiTemplate({ stageName: Fn.importValue('Stage') })).toThrow(
    'stageName is "<token>": name it in plain text',
  );
});

test.each([
  ['objects', ['GET'], 'path is "objects": begin it with a slash and end it without'],
  ['/objects/', ['GET'], 'path is "/objects/": '],
  ['/{key+}/more', ['GET'], 'path is "/{key+}/more": '],
  [Fn.importValue('Path'), ['GET'], 'path is "<token>": '],
  ['/objects', ['get'], 'methods is "get": use "GET" or "HEAD" or "POST"'],
  ['/objects', [], 'methods is []: name one or more, such as GET'],
  ['/objects', ['GET', 'GET'], 'methods is "GET": /objects answers it already; add it once'],
  ['/there', ['PUT', 'GET'], 'methods is "GET": /there answers it already; add it once'],
])('refuses %s with %j, and says why', (path, methods, message) => {
  const stack = new TestStack();
  const api = new RestApi(stack, 'Api', { description: 'objects' });
  api.addFunction('/there', ['GET'], existingFunction(stack));
  const before = stack.node.findAll().length;
  expect(() => {
    api.addFunction(path, methods, existingFunction(new TestStack()));
  }).toThrow(message);
  expect(stack.node.findAll()).toHaveLength(before);
});

test.each(['/', '/a', '/a/{b}/c', '/a/{b}/{c+}', '/openapi.json'])('takes %p as a path', (path) => {
  const stack = new TestStack();
  const api = new RestApi(stack, 'Api', { description: 'objects' });
  expect(() => {
    api.addFunction(path, ['GET'], existingFunction(stack));
  }).not.toThrow();
});

test('refuses to stream a path with a variable, which would not be passed on', () => {
  const stack = new TestStack();
  const vpc = existingVpc(stack);
  const api = new RestApi(stack, 'Api', { description: 'objects' });
  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc });
  const link = new apigatewayv2.VpcLink(stack, 'Link', {
    vpc,
    subnets: { subnetGroupName: 'Private' },
  });
  expect(() => {
    api.addLoadBalancer('exports/{name}', loadBalancer, link);
  }).toThrow(/^path is "exports\/{name}": begin it .*\npath is "exports\/{name}": a load balancer/);
});
