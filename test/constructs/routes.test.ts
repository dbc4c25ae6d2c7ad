import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Problems } from '../../lib/constructs/problems';
import {
  checkNewRoutes,
  checkRoutes,
  parseRoute,
  unknownRoutes,
} from '../../lib/constructs/routes';
import { TestStack } from '../support/app';

const stack = new TestStack();
const api = new apigateway.RestApi(stack, 'Api');
api.root.addMethod('GET');
api.root.resourceForPath('/objects/{key+}').addMethod('PUT');

test('reads a route', () => {
  expect(parseRoute('GET /objects/{key+}')).toEqual({
    Method: 'GET',
    Resource: '/objects/{key+}',
  });
});

test.each(['objects', '/objects', 'get /objects', 'GET objects', 'READ /objects', ''])(
  'takes %p for no route',
  (route) => {
    expect(() => parseRoute(route)).toThrow(
      `route is "${route}": name a method and a path, such as "GET /objects/{key+}"`,
    );
  },
);

test('names what is no route and what is there twice', () => {
  const problems = new Problems();
  checkRoutes(problems, 'routes', ['GET /', 'everything', 'GET /']);
  expect(() => {
    problems.throwIfAny();
  }).toThrow(/^routes is "everything": name a method .*\nroutes is "GET \/": name it once$/);
});

test('tells the routes that an API has from those that it has not', () => {
  const named = ['GET /', 'PUT /objects/{key+}', 'GET /objects/{key+}', 'PUT /'];
  expect(unknownRoutes('routes', named, api)).toEqual([
    'routes is "GET /objects/{key+}": Test/Api has no such route; name one it has',
    'routes is "PUT /": Test/Api has no such route; name one it has',
  ]);
});

test('takes a method that a path does not answer yet', () => {
  const problems = new Problems();
  checkNewRoutes(problems, api, '/objects/{key+}', ['GET', 'ANY']);
  expect(() => {
    problems.throwIfAny();
  }).not.toThrow();
});

test.each(['/objects/{id}', '/objects/{id}/tags', '/objects/{key}/tags'])(
  'refuses %s beside a path with another variable in one place',
  (path) => {
    const problems = new Problems();
    checkNewRoutes(problems, api, path, ['GET']);
    expect(() => {
      problems.throwIfAny();
    }).toThrow(
      `path is "${path}": /objects/{key+} has another variable in that place; name them alike`,
    );
  },
);
