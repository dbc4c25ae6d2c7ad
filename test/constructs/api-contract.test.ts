import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { OpenAPIV3 } from 'openapi-types';
import { ApiContract } from '../../lib/constructs/api-contract';
import { ApiModels } from '../../lib/constructs/api-models';
import { TestStack } from '../support/app';

const pet = { schema: { $ref: '#/components/schemas/Pet' } };
const bytes: OpenAPIV3.MediaTypeObject = { schema: { type: 'string', format: 'binary' } };

const document: OpenAPIV3.Document = {
  openapi: '3.0.3',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets/{name}': {
      parameters: [
        { $ref: '#/components/parameters/Name' },
        { name: 'colour', in: 'query', schema: {} },
        { name: 'If-Match', in: 'header', schema: {} },
        { name: 'session', in: 'cookie', required: true, schema: {} },
      ],
      put: {
        operationId: 'putPet',
        parameters: [{ name: 'colour', in: 'query', required: true, schema: {} }],
        requestBody: { $ref: '#/components/requestBodies/Pet' },
        responses: {
          200: {
            description: 'The pet',
            headers: {
              ETag: { $ref: '#/components/headers/ETag' },
              Link: { required: true, schema: {} },
            },
            content: { 'application/json': pet, 'image/png': bytes, 'application/ld+json': pet },
          },
          204: { $ref: '#/components/responses/Nothing' },
          default: { description: 'Anything else', content: { 'application/json': pet } },
        },
      },
      get: { responses: {} },
    },
  },
  components: {
    schemas: { Pet: { type: 'object' } },
    parameters: { Name: { name: 'name', in: 'path', required: true, schema: {} } },
    requestBodies: { Pet: { content: { 'application/json': pet, '*/*': bytes } } },
    headers: { ETag: { schema: {} } },
    responses: { Nothing: { description: 'Nothing' } },
  },
};

function contract(of = document): ApiContract {
  return new ApiContract(new ApiModels(new apigateway.RestApi(new TestStack(), 'Api')), 'v1', of);
}

const PATH = '/v1/pets/{name+}';
const described = contract().describe(PATH, ['PUT']).get('PUT');
const model = expect.any(apigateway.Model) as apigateway.Model;

test('demands what is required of a path, a query or a header, the operation before its path', () => {
  expect(described?.requestParameters).toEqual({
    'method.request.path.name': true,
    'method.request.querystring.colour': true,
    'method.request.header.If-Match': false,
  });
});

test('has models of JSON bodies, and none of bytes', () => {
  expect(described?.requestModels).toEqual({ 'application/json': model });
});

test('has the responses of every single status, with headers and models', () => {
  expect(described?.methodResponses).toEqual([
    {
      statusCode: '200',
      responseModels: { 'application/json': model, 'application/ld+json': model },
      responseParameters: {
        'method.response.header.ETag': false,
        'method.response.header.Link': true,
      },
    },
    { statusCode: '204', responseModels: {}, responseParameters: {} },
  ]);
});

test('refuses what is not described, by the names of all of it', () => {
  expect(() => contract().describe(PATH, ['GET', 'HEAD', 'get'])).toThrow(
    `HEAD ${PATH} is not in the OpenAPI document of v1; describe it there; ` +
      `get ${PATH} is not in the OpenAPI document of v1; describe it there`,
  );
  expect(() => contract().describe('/v1', ['GET'])).toThrow('GET /v1 is not in');
});

test('knows what nobody asked about', () => {
  const asked = contract();
  asked.describe(PATH, ['GET']);
  expect(asked.problems).toEqual([
    'PUT /v1/pets/{name} is in the OpenAPI document of v1 but nothing answers it; add the route, or remove it there',
  ]);
  asked.describe(PATH, ['PUT']);
  expect(asked.problems).toEqual([]);
});

test('refuses a reference that leads nowhere', () => {
  const bare = { ...document, components: {} };
  expect(() => contract(bare).describe(PATH, ['PUT'])).toThrow(
    'the OpenAPI document of v1 has $ref "#/components/requestBodies/Pet", which leads nowhere; name what is there',
  );
});

/** What is described of `POST /pets`, as an operation says it. */
function post(operation: object, rest: object = {}, path = '/pets') {
  const paths = { [path]: { post: operation } } as unknown as OpenAPIV3.PathsObject;
  return contract({ ...document, paths, ...rest })
    .describe(`/v1${path}`, ['POST'])
    .get('POST');
}

const responses = { 200: { description: 'Done' } };

test('has a model of its own for each JSON type of a body', () => {
  const content = {
    'application/merge-patch+json': { schema: { type: 'object' } },
    'application/json-patch+json': { schema: { type: 'array' } },
  };
  const { requestModels } = post({ responses, requestBody: { content } }) ?? {};
  expect(new Set(Object.values(requestModels ?? {})).size).toBe(2);
});

test('tells operations without operationId apart', () => {
  const one = (name: string) => ({
    post: {
      responses,
      requestBody: {
        content: { 'application/json': { schema: { type: 'object', required: [name] } } },
      },
    },
  });
  const paths = { '/cats': one('purr'), '/dogs': one('bark') } as OpenAPIV3.PathsObject;
  const of = contract({ ...document, paths });
  const [cats, dogs] = ['/v1/cats', '/v1/dogs'].map(
    (path) => of.describe(path, ['POST']).get('POST')?.requestModels?.['application/json'],
  );
  expect(cats).not.toBe(dogs);
});

test('follows references as RFC 6901 writes them', () => {
  const $ref = '#/components/parameters/a~1b~0%20c';
  const parameters = { 'a/b~ c': { name: 'size', in: 'query', schema: {} } };
  expect(
    post({ responses, parameters: [{ $ref }] }, { components: { parameters } })?.requestParameters,
  ).toEqual({ 'method.request.querystring.size': false });
});

test.each<[what: string, operation: object, rest: object, told: string]>([
  [
    'parameters that refer to each other',
    { responses, parameters: [{ $ref: '#/components/parameters/A' }] },
    {
      components: {
        parameters: {
          A: { $ref: '#/components/parameters/B' },
          B: { $ref: '#/components/parameters/A' },
        },
      },
    },
    'has $ref "#/components/parameters/A", which leads nowhere',
  ],
  [
    'a parameter name that API Gateway does not take',
    { responses, parameters: [{ name: 'page[size]', in: 'query' }] },
    {},
    'POST /v1/pets has the parameter or header "page[size]", which API Gateway refuses',
  ],
  ['an operation without responses', {}, {}, 'POST /v1/pets has no responses; describe one'],
  ['OpenAPI 3.1', { responses }, { openapi: '3.1.0' }, 'the document of v1 says openapi "3.1.0"'],
])('refuses %s', (_, operation, rest, told) => {
  expect(() => post(operation, rest)).toThrow(told);
});
