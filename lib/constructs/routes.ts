import { Token } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Problems } from './problems';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ANY'];

/** What a path may be made of: text, or a variable; one that takes the rest of the path ends it. */
const PATH = /^\/$|^(\/([\w.:$-]+|\{[\w.:$-]+\}))*(\/([\w.:$-]+|\{[\w.:$-]+\+?\}))$/;
const ROUTE = new RegExp(`^(${METHODS.join('|')}) (/.*)$`);
const REMEDY = 'name a method and a path, such as "GET /objects/{key+}"';

/** A method of a path, as CloudWatch has them. */
export interface Route {
  /** The method, for example `GET`. */
  readonly Method: string;

  /** The path, for example `/objects/{key+}`. */
  readonly Resource: string;
}

/**
 * Reads a route such as `GET /objects/{key+}`.
 *
 * @throws when it is none
 */
export function parseRoute(route: string): Route {
  const [, Method = '', Resource = ''] = ROUTE.exec(route) ?? [];
  const problems = new Problems();
  if (Method === '') problems.add('route', route, REMEDY);
  problems.throwIfAny();
  return { Method, Resource };
}

/** Records what is no route in the field of a construct, and what is named twice. */
export function checkRoutes(problems: Problems, field: string, routes: readonly string[]): void {
  routes.forEach((route, index) => {
    if (!ROUTE.test(route)) problems.add(field, route, REMEDY);
    else if (routes.indexOf(route) < index) problems.add(field, route, 'name it once');
  });
}

/** What is wrong, when all is made, with a field that names routes of an API. */
export function unknownRoutes(
  field: string,
  routes: readonly string[],
  api: apigateway.IRestApi,
): string[] {
  const known = routesOf(api);
  return routes
    .filter((route) => !known.has(route))
    .map((route) => `${field} is "${route}": ${api.node.path} has no such route; name one it has`);
}

/** Records what is wrong with methods that a path of an API is to get. */
export function checkNewRoutes(
  problems: Problems,
  api: apigateway.IRestApi,
  path: string,
  methods: readonly string[],
): void {
  if (Token.isUnresolved(path) || !PATH.test(path)) {
    const remedy = 'begin it with a slash and end it without, such as /objects/{key+}';
    problems.add('path', path, remedy);
  }
  if (methods.length === 0) problems.add('methods', methods, 'name one or more, such as GET');
  const taken = routesOf(api);
  const other = [...taken]
    .map((route) => route.slice(route.indexOf(' ') + 1))
    .find((one) => differInVariable(one.split('/'), path.split('/')));
  if (other !== undefined) {
    problems.add('path', path, `${other} has another variable in that place; name them alike`);
  }
  for (const method of methods) {
    problems.checkChoice('methods', method, METHODS);
    if (taken.has(`${method} ${path}`)) {
      problems.add('methods', method, `${path} answers it already; add it once`);
    }
    taken.add(`${method} ${path}`);
  }
}

/** Whether the first parts that differ are both variables, of which API Gateway takes one for a place. */
function differInVariable(one: readonly string[], other: readonly string[]): boolean {
  const at = one.findIndex((part, index) => part !== other[index]);
  return Boolean(one[at]?.startsWith('{') && other[at]?.startsWith('{'));
}

function routesOf(api: apigateway.IRestApi): Set<string> {
  const methods = api.node.findAll().filter((child) => child instanceof apigateway.Method);
  return new Set(methods.map(({ httpMethod, resource }) => `${httpMethod} ${resource.path}`));
}
