import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { OpenAPIV3 } from 'openapi-types';

import { jsonOf } from './body';
import { headerOf } from './headers';
import { decodeKey } from './key';
import type { Request } from './operation';
import { badRequest } from './problem';
import type { Route } from './routes';
import { show, violations } from './violations';

/**
 * A request as its route asks for it.
 *
 * @throws Problem 400 with every reason why it is not; others as {@link jsonOf} says
 */
export function readRequest(route: Route, event: APIGatewayProxyEvent): Omit<Request, 'signal'> {
  const { parameters, allowsParameters, allowsBody } = route.contract();
  const problems = event.httpMethod === 'PUT' ? writeProblems(event) : [];
  const values: unknown = Object.fromEntries(
    parameters.map((parameter) => [parameter.name, valueOf(parameter, event, problems)]),
  );
  if (!allowsParameters(values) || problems.length > 0) {
    throw badRequest([...violations(allowsParameters.errors), ...problems]);
  }
  const body = allowsBody ? jsonOf(event, allowsBody) : { keys: [] };
  return { version: route.version, document: route.document, parameters: values, body, event };
}

/** What OpenAPI cannot say of a write: it has no word for "not both", nor one about Content-Type. */
function writeProblems(event: APIGatewayProxyEvent): string[] {
  const problems = [];
  if (headerOf(event, 'if-match') !== undefined && headerOf(event, 'if-none-match') !== undefined) {
    problems.push('If-Match and If-None-Match exclude each other on a write; give one');
  }
  const type = headerOf(event, 'content-type');
  if (type !== undefined && !/^[!-~][ -~]{0,254}$/.test(type)) {
    problems.push(`Content-Type is ${show(type)}; give 1 to 255 visible ASCII characters`);
  }
  return problems;
}

function valueOf(
  { name, in: place, schema }: OpenAPIV3.ParameterObject,
  event: APIGatewayProxyEvent,
  problems: string[],
): string | number | undefined {
  if (place === 'header') return headerOf(event, name.toLowerCase());
  if (place === 'path') return decodeKey(event.pathParameters?.[name], problems);
  const [value, ...more] = event.multiValueQueryStringParameters?.[name] ?? [];
  if (more.length > 0) {
    problems.push(`${name} is given ${String(more.length + 1)} times; give it once`);
  }
  const whole = schema && 'type' in schema && schema.type === 'integer';
  return whole && value !== undefined && /^-?\d+$/.test(value) ? Number(value) : value;
}
