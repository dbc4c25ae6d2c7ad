import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { OpenAPIV3 } from 'openapi-types';
import { ApiModels } from '../../lib/constructs/api-models';
import { TestStack } from '../support/app';
import { expectChain } from '../support/chain';
import { propertiesOf, testPromises } from '../support/promises';

const MODEL = 'AWS::ApiGateway::Model';
const PAGE = { $ref: '#/components/schemas/page_of-pets' };

const pets = (schema: OpenAPIV3.SchemaObject): OpenAPIV3.Document => ({
  openapi: '3.0.3',
  info: { title: 'Pets', version: '1' },
  paths: {},
  components: { schemas: { 'page_of-pets': schema, Unused: { type: 'string' } } },
});

const text = pets({ type: 'string' });
const number = pets({ type: 'number' });

function templateOf(ask: (models: ApiModels) => void): Template {
  const stack = new TestStack();
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET');
  ask(new ApiModels(api));
  return Template.fromStack(stack);
}

/** The schemas of an API by the names of its models. */
function modelsOf(ask: (models: ApiModels) => void): Record<string, unknown> {
  const models = propertiesOf<{ Name: string; ContentType: string; Schema: object }>(
    templateOf(ask),
    MODEL,
  );
  return Object.fromEntries(models.map(({ Name, Schema }) => [Name, Schema]));
}

const $schema = 'http://json-schema.org/draft-04/schema#';

test('makes one model of a component, however often it is asked for, and none of the others', () => {
  const models = modelsOf((of) => {
    expect(of.modelOf('v1', text, PAGE, 'first')).toBe(of.modelOf('v1', text, PAGE, 'second'));
  });
  expect(models).toEqual({ V1PageOfPets: { $schema, type: 'string' } });
});

test('tells the models of two documents apart, by letters and digits alone', () => {
  const models = modelsOf((of) => {
    of.modelOf('v1', text, PAGE, 'list');
    of.modelOf('v2.beta', number, PAGE, 'list');
  });
  expect(models).toEqual({
    V1PageOfPets: { $schema, type: 'string' },
    V2BetaPageOfPets: { $schema, type: 'number' },
  });
});

testPromises(
  () =>
    templateOf((of) => {
      for (const version of ['v1', 'v2', 'v3']) of.modelOf(version, text, PAGE, 'list');
      of.modelOf('v1', text, PAGE, 'again');
    }),
  [
    {
      promise: 'makes one model after another, since API Gateway throttles many at once',
      holds: (of) => {
        of.resourceCountIs(MODEL, 3);
        expectChain(of, MODEL);
      },
      mutant: (resources) => {
        const waiting = Object.values(resources).find((one) => one.Type === MODEL && one.DependsOn);
        delete waiting?.DependsOn;
      },
    },
  ],
);

test('names a schema that is no component by its role', () => {
  const models = modelsOf((of) => {
    of.modelOf('v1', text, { type: 'boolean' }, 'getPet200');
  });
  expect(models).toEqual({ V1GetPet200: { $schema, type: 'boolean' } });
});

test('shares a model of equal schemas alone, and refuses two schemas that have one name', () => {
  modelsOf((of) => {
    const one = of.modelOf('v1', text, { type: 'boolean' }, 'Item-Input');
    expect(of.modelOf('v1', text, { type: 'boolean' }, 'ItemInput')).toBe(one);
    expect(() => of.modelOf('v1', text, { type: 'string' }, 'ItemInput')).toThrow(
      'schema "ItemInput" of v1 and schema "Item-Input" of v1 differ but would both be the model V1ItemInput',
    );
  });
});
