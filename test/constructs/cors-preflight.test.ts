import { Match, Template } from 'aws-cdk-lib/assertions';
import { Fn, Stack } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { RestApi, type RestApiProps } from '../../lib/constructs/rest-api';
import { HousePolicy } from '../../lib/policy/policy';
import { testApp } from '../support/app';
import { type Resources, testPromises } from '../support/promises';
import { existingFunction } from '../support/rest-api';

const METHOD = 'AWS::ApiGateway::Method';
const HEADER = 'method.response.header.Access-Control-Allow';
const ORIGIN = 'https://app.example.com';

function stackWith(props: Partial<RestApiProps>): Stack {
  const stack = new Stack(testApp(), 'Test');
  const api = new RestApi(stack, 'Api', { description: 'objects', ...props });
  const handler = existingFunction(stack);
  api.addFunction('/objects/{key+}', ['GET'], handler);
  api.addFunction('/objects/{key+}', ['PUT', 'DELETE'], handler);
  return stack;
}

const template = (props: Partial<RestApiProps>) => Template.fromStack(stackWith(props));
const one = template({ allowedOrigins: [ORIGIN], apiKeyRequired: true });

const preflights = (resources: Resources) =>
  Object.values(resources)
    .map(({ Properties = {} }) => Properties)
    .filter(({ HttpMethod }) => HttpMethod === 'OPTIONS');

/** An OPTIONS method whose answer has these headers. */
const answers = (headers: object) => ({
  HttpMethod: 'OPTIONS',
  Integration: {
    Type: 'MOCK',
    IntegrationResponses: [{ StatusCode: '204', ResponseParameters: headers }],
  },
});

testPromises(
  () => one,
  [
    {
      promise:
        'lets pages of the named origin call, with every method that the resource has in the end',
      holds: (of) => {
        of.hasResourceProperties(
          METHOD,
          answers({
            [`${HEADER}-Origin`]: `'${ORIGIN}'`,
            [`${HEADER}-Methods`]: "'GET,PUT,DELETE'",
            'method.response.header.Access-Control-Max-Age': "'7200'",
            'method.response.header.Vary': "'Origin'",
          }),
        );
      },
      mutant: (resources) => {
        for (const preflight of preflights(resources)) preflight.Integration = {};
      },
    },
    {
      promise: 'lets them send what a signed request, a token, a key and a condition need',
      holds: (of) => {
        of.hasResourceProperties(
          METHOD,
          answers({
            [`${HEADER}-Headers`]:
              "'Authorization,Content-Type,If-Match,If-None-Match,X-Amz-Content-Sha256,X-Amz-Date,X-Amz-Security-Token,X-Api-Key'",
          }),
        );
      },
      mutant: (resources) => {
        for (const preflight of preflights(resources)) preflight.Integration = {};
      },
    },
    {
      promise: 'lets no page send cookies',
      holds: (of) => {
        of.hasResourceProperties(METHOD, answers({ [`${HEADER}-Credentials`]: Match.absent() }));
      },
      mutant: (resources) => {
        for (const { Integration } of preflights(resources)) {
          const [answer] = (Integration as { IntegrationResponses: Resources[] })
            .IntegrationResponses;
          Object.assign(answer?.ResponseParameters ?? {}, { [`${HEADER}-Credentials`]: "'true'" });
        }
      },
    },
    {
      promise: 'answers although all else is binary to the API',
      holds: (of) => {
        of.hasResourceProperties(METHOD, {
          HttpMethod: 'OPTIONS',
          Integration: {
            ContentHandling: 'CONVERT_TO_TEXT',
            IntegrationResponses: [{ ContentHandling: 'CONVERT_TO_TEXT' }],
          },
        });
      },
      mutant: (resources) => {
        for (const { Integration } of preflights(resources)) {
          delete (Integration as Record<string, unknown>).ContentHandling;
        }
      },
    },
    {
      promise: 'asks a preflight for no credentials and no key, which browsers do not send',
      holds: (of) => {
        of.hasResourceProperties(METHOD, {
          HttpMethod: 'OPTIONS',
          AuthorizationType: 'NONE',
          ApiKeyRequired: false,
        });
      },
      mutant: (resources) => {
        for (const preflight of preflights(resources)) preflight.AuthorizationType = 'AWS_IAM';
      },
    },
  ],
);

test('has one preflight of a resource, and none when no origin is named', () => {
  const count = (of: Template) =>
    Object.keys(of.findResources(METHOD, { Properties: { HttpMethod: 'OPTIONS' } })).length;
  expect(count(one)).toBe(1);
  expect(count(template({}))).toBe(0);
});

test('lets pages of a second origin call too, each told of itself alone', () => {
  const other = 'http://localhost:3000';
  template({ allowedOrigins: [ORIGIN, other] }).hasResourceProperties(METHOD, {
    Integration: {
      IntegrationResponses: [
        {
          ResponseTemplates: {
            'application/json': Match.stringLikeRegexp(`#if\\(\\$origin == "${other}"\\)`),
          },
        },
      ],
    },
  });
});

test('leaves the policy nothing to find, which finds every other open method', () => {
  const findings = (stack: Stack) =>
    new HousePolicy(stack)
      .validateScope(stack)
      .violations.filter(({ ruleName }) => /APIG4|COG4/.test(ruleName))
      .flatMap(({ violatingResources }) => violatingResources)
      .map(({ constructPath }) => constructPath)
      .filter((path) => /OPTIONS|Open/.test(path ?? ''));
  const stack = stackWith({ allowedOrigins: [ORIGIN] });
  expect(findings(stack)).toEqual([]);
  new apigateway.RestApi(stack, 'Open').root.addMethod('POST');
  expect(findings(stack)).toHaveLength(2);
});

test.each<[string, readonly string[]]>([
  ['an HTTPS address', [ORIGIN, 'https://app.example.com:8443']],
  ['this machine', ['http://localhost:3000', 'http://127.0.0.1']],
])('takes %s for an origin', (_, allowedOrigins) => {
  expect(() => template({ allowedOrigins })).not.toThrow();
});

test('refuses everything that is no origin, all at once', () => {
  const wrong = [
    '*',
    'https://*.example.com',
    'https://app.example.com/',
    'https://app.example.com/page',
    'https://user@app.example.com',
    'HTTPS://app.example.com',
    'http://app.example.com',
    'ftp://app.example.com',
    'app.example.com',
    'null',
    '',
  ];
  expect(() => template({ allowedOrigins: [ORIGIN, ...wrong] })).toThrow(
    new Error(
      wrong
        .map(
          (origin) =>
            `allowedOrigins is "${origin}": name one origin as https://app.example.com, or http://localhost with its port`,
        )
        .join('\n'),
    ),
  );
});

test('takes an origin that only the deploy knows', () => {
  expect(() => template({ allowedOrigins: [Fn.importValue('Origin')] })).not.toThrow();
});
