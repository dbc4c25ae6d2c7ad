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
