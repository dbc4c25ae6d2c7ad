import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

import { corsHeaders } from '../../api/cors';
import { deprecationHeaders } from '../../api/deprecation';
import { type Invocation, inTime } from '../invocation/in-time';
import { GUARDS, headerOf } from './headers';
import type { LogEntry } from './log';
import type { Answer, Dependencies } from './operation';
import { Problem, problemResponse } from './problem';
import { readRequest } from './request';
import { type Route, documentOf, routeOf } from './routes';
import { problemOf } from './s3-error';

/** Answers one request, and logs one line about it. Never throws. */
export async function answer(
  dependencies: Dependencies,
  event: APIGatewayProxyEvent,
  invocation: Invocation,
): Promise<APIGatewayProxyResult> {
  const started = performance.now();
  const { resource, httpMethod: method } = event;
  const { requestId } = event.requestContext;
  let failure: Problem | undefined;
  let answered: Answer;
  let route: Route | undefined;
  try {
    route = routeOf(resource, method);
    const { operation } = route;
    const request = readRequest(route, event);
    answered = await inTime(invocation, (signal) =>
      operation(dependencies, { ...request, signal }),
    );
  } catch (error) {
    failure = problemOf(error, route?.responses);
    answered = problemResponse(failure, requestId);
  }
  const { reason, ...response } = answered;
  dependencies.log({
    level: levelOf(response.statusCode, failure ?? reason),
    message: 'request',
    requestId,
    method,
    route: resource,
    status: response.statusCode,
    durationMs: Math.round(performance.now() - started),
    ...(failure ? reasonOf(failure) : reason !== undefined && { reason }),
  });
  const document = documentOf(resource);
  return {
    ...response,
    headers: {
      ...response.headers,
      ...GUARDS,
      ...(document && deprecationHeaders(document)),
      ...corsHeaders(headerOf(event, 'origin'), dependencies.allowedOrigins),
    },
    body: method === 'HEAD' ? '' : response.body,
  };
}

function levelOf(status: number, failure: unknown): LogEntry['level'] {
  if (status >= 500) return 'ERROR';
  return failure === undefined ? 'INFO' : 'WARN';
}

function reasonOf(problem: Problem): Pick<LogEntry, 'error' | 'reason'> {
  const cause = problem.cause instanceof Error ? problem.cause : problem;
  return { error: cause.name, ...(problem.status >= 500 && { reason: cause.message }) };
}
