import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

import { deleteObject } from './delete-object';
import type { Dependencies, Operation } from './dependencies';
import { getObject, headObject } from './get-object';
import { listObjects } from './list-objects';
import type { LogEntry } from './log';
import { Problem, problemResponse } from './problem';
import { putObject } from './put-object';
import { problemOf } from './s3-error';

/** The operations, by resource of the API and method. */
const routes = new Map<string, Map<string, Operation>>([
  ['/objects', new Map([['GET', listObjects]])],
  [
    '/objects/{key+}',
    new Map([
      ['GET', getObject],
      ['HEAD', headObject],
      ['PUT', putObject],
      ['DELETE', deleteObject],
    ]),
  ],
]);

/** Answers one request, and logs one line about it. Never throws. */
export async function answer(
  dependencies: Dependencies,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const started = performance.now();
  const { requestId } = event.requestContext;
  let failure: Problem | undefined;
  let response: APIGatewayProxyResult;
  try {
    response = await operationOf(event)(dependencies, event);
  } catch (error) {
    failure = problemOf(error);
    response = problemResponse(failure, requestId);
  }
  dependencies.log({
    level: response.statusCode >= 500 ? 'ERROR' : failure === undefined ? 'INFO' : 'WARN',
    message: 'request',
    requestId,
    method: event.httpMethod,
    route: event.resource,
    status: response.statusCode,
    durationMs: Math.round(performance.now() - started),
    ...(failure !== undefined && reasonOf(failure)),
  });
  return event.httpMethod === 'HEAD' ? { ...response, body: '' } : response;
}

/** @throws Problem 404 for an unknown resource, 405 for an unknown method of a known one */
function operationOf(event: APIGatewayProxyEvent): Operation {
  const methods = routes.get(event.resource);
  if (methods === undefined) throw new Problem(404, 'no such resource; there is /objects');
  const operation = methods.get(event.httpMethod);
  if (operation !== undefined) return operation;
  const allow = [...methods.keys()].join(', ');
  throw new Problem(405, `${event.httpMethod} is not possible here; use ${allow}`, {
    headers: { Allow: allow },
  });
}

function reasonOf(problem: Problem): Pick<LogEntry, 'error' | 'reason'> {
  const cause = problem.cause instanceof Error ? problem.cause : problem;
  return { error: cause.name, ...(problem.status >= 500 && { reason: cause.message }) };
}
