import Ajv from 'ajv';
import { DOCUMENTS } from '../../api/documents';
import { expectChain } from '../support/chain';
import { first, propertiesOf, testPromises } from '../support/promises';
import { restApiTemplate } from '../support/rest-api';

const RESPONSE = 'AWS::ApiGateway::GatewayResponse';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const STATUSES: Readonly<Record<string, string | undefined>> = {
  ACCESS_DENIED: '403',
  API_CONFIGURATION_ERROR: '500',
  AUTHORIZER_CONFIGURATION_ERROR: '500',
  AUTHORIZER_FAILURE: '500',
  BAD_REQUEST_BODY: '400',
  BAD_REQUEST_PARAMETERS: '400',
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: '403',
  INTEGRATION_FAILURE: '504',
  INTEGRATION_TIMEOUT: '504',
  INVALID_API_KEY: '403',
  INVALID_SIGNATURE: '403',
  MISSING_AUTHENTICATION_TOKEN: '403',
  QUOTA_EXCEEDED: '429',
  REQUEST_TOO_LARGE: '413',
  RESOURCE_NOT_FOUND: '404',
  THROTTLED: '429',
  UNAUTHORIZED: '401',
  UNSUPPORTED_MEDIA_TYPE: '415',
  WAF_FILTERED: '403',
};

interface GatewayResponse {
  readonly ResponseType: string;
  readonly StatusCode?: string;
  readonly ResponseParameters: Readonly<Record<string, string>>;
  readonly ResponseTemplates: Readonly<Record<string, string>>;
}

const standard = restApiTemplate();
const responsesOf = (of = standard) => propertiesOf<GatewayResponse>(of, RESPONSE);

const isProblem = new Ajv({ allErrors: true, validateFormats: false, strict: false }).compile(
  DOCUMENTS.v2.components?.schemas?.Problem ?? false,
);

/** What API Gateway sends: a template without Velocity, in which it fills in variables. */
const sent = ({ ResponseTemplates }: GatewayResponse): Record<string, unknown> =>
  JSON.parse(
    ResponseTemplates['application/json']?.replaceAll(
      '$context.requestId',
      '6f1ed002-ab5d-4a3a-8a5e-0d1b3a2c4d5e',
    ) ?? '',
  ) as Record<string, unknown>;

testPromises(
  () => standard,
  [
    {
      promise: 'has an answer for everything that API Gateway answers by itself, with its status',
      holds: (of) => {
        expect(
          Object.fromEntries(
            responsesOf(of).map(({ ResponseType, StatusCode }) => [ResponseType, StatusCode]),
          ),
        ).toEqual(STATUSES);
      },
      mutant: (resources) => {
        first(resources, RESPONSE).StatusCode = '418';
      },
    },
    {
      promise: 'makes one answer after another, since API Gateway throttles many at once',
      holds: (of) => {
        expectChain(of, RESPONSE);
      },
      mutant: (resources) => {
        const waiting = Object.values(resources).find(
          ({ Type, DependsOn }) => Type === RESPONSE && DependsOn,
        );
        delete waiting?.DependsOn;
      },
    },
    {
      promise: 'calls every answer what it is',
      holds: (of) => {
        for (const { ResponseParameters } of responsesOf(of)) {
          expect(ResponseParameters['gatewayresponse.header.Content-Type']).toBe(
            "'application/problem+json'",
          );
        }
      },
      mutant: (resources) => {
        first(resources, RESPONSE).ResponseParameters = {};
      },
    },
    {
      promise: 'answers problems as the API describes them, with the status that is sent',
      holds: (of) => {
        for (const response of responsesOf(of)) {
          const problem = sent(response);
          expect(isProblem(problem) || isProblem.errors).toBe(true);
          expect(problem.status?.toString()).toBe(response.StatusCode);
          expect(problem.instance).toBe(`urn:uuid:${String(problem.requestId)}`);
        }
      },
      mutant: (resources) => {
        first(resources, RESPONSE).ResponseTemplates = { 'application/json': '{"message":"no"}' };
      },
    },
    {
      promise: 'repeats nothing of the request and tells nothing of the inside',
      holds: (of) => {
        for (const { ResponseTemplates } of responsesOf(of)) {
          const variables = JSON.stringify(ResponseTemplates).match(/\$[\w.]+/g);
          expect(new Set(variables)).toEqual(new Set(['$context.requestId']));
        }
      },
      mutant: (resources) => {
        first(resources, RESPONSE).ResponseTemplates = {
          'application/json': '{"detail":"$context.error.message"}',
        };
      },
    },
    {
      promise: 'says in a 429 of the throttle when to come again, and in no other',
      holds: (of) => {
        const when = responsesOf(of).map(({ ResponseType, ResponseParameters }) => [
          ResponseType,
          ResponseParameters['gatewayresponse.header.Retry-After'],
        ]);
        expect(when.filter(([, seconds]) => seconds !== undefined)).toEqual([['THROTTLED', "'1'"]]);
      },
      mutant: (resources) => {
        for (const { Properties = {} } of Object.values(resources)) {
          delete Properties.ResponseParameters;
        }
      },
    },
  ],
);

test.each<[string, readonly string[], string | undefined]>([
  ['nobody when no origin is named', [], undefined],
  ['pages of the one origin that is named', ['https://a.example.com'], "'https://a.example.com'"],
  // A header is a constant: any of the two would be wrong for the other.
  ['nobody of two origins', ['https://a.example.com', 'https://b.example.com'], undefined],
])('lets %s read the answers', (_, allowedOrigins, expected) => {
  for (const { ResponseParameters } of responsesOf(restApiTemplate({ allowedOrigins }))) {
    expect(ResponseParameters['gatewayresponse.header.Access-Control-Allow-Origin']).toBe(expected);
  }
});
