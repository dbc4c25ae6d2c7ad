import type { APIGatewayProxyEvent, APIGatewayProxyEventHeaders } from 'aws-lambda';

import { textProblems } from './key';
import { DEFAULT_PAGE, MAX_OBJECT_BYTES, MAX_PAGE } from './limits';
import { Problem, badRequest } from './problem';

/** Which page of which objects a caller wants. */
export interface ListQuery {
  readonly prefix: string | undefined;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** The conditions of a request, as S3 takes them. */
export interface Conditions {
  readonly IfMatch: string | undefined;
  readonly IfNoneMatch: string | undefined;
}

/** A header by its name in lower case. API Gateway keeps the case in which the client wrote it. */
export function headerOf(
  headers: APIGatewayProxyEventHeaders | null,
  name: string,
): string | undefined {
  return Object.entries(headers ?? {}).find(([given]) => given.toLowerCase() === name)?.[1];
}

/** `If-Match` and `If-None-Match`. */
export function conditionsOf(event: APIGatewayProxyEvent): Conditions {
  return {
    IfMatch: headerOf(event.headers, 'if-match'),
    IfNoneMatch: headerOf(event.headers, 'if-none-match'),
  };
}

/**
 * The conditions of a write.
 *
 * @throws Problem 400 for a condition that S3 does not know
 */
export function writeConditionsOf(event: APIGatewayProxyEvent): Conditions {
  const conditions = conditionsOf(event);
  const { IfMatch, IfNoneMatch } = conditions;
  const problems = [];
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
    problems.push(`If-None-Match is ${IfNoneMatch}; a write takes only *`);
  }
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    problems.push('If-Match and If-None-Match exclude each other on a write; give one');
  }
  if (problems.length > 0) throw badRequest(problems);
  return conditions;
}

/**
 * The bytes of the body, however API Gateway passed them.
 *
 * @throws Problem 413 above {@link MAX_OBJECT_BYTES}, 400 if the front took bytes for text and so
 * changed them. A compressed body comes unpacked, as base64, so there the lengths may differ
 */
export function bodyOf(event: APIGatewayProxyEvent): Buffer {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const sent = headerOf(event.headers, 'content-length');
  if (!event.isBase64Encoded && sent !== undefined && Number(sent) !== body.length) {
    throw badRequest([
      `the body arrived as ${String(body.length)} bytes of text, but Content-Length is ${sent}; ` +
        'send a Content-Type that says what it is',
    ]);
  }
  if (body.length > MAX_OBJECT_BYTES) {
    throw new Problem(
      413,
      `the body has ${String(body.length)} bytes; an object may have ${String(MAX_OBJECT_BYTES)}: ` +
        'split it into several objects under one prefix',
    );
  }
  return body;
}

/**
 * The query of a list.
 *
 * @throws Problem 400 with every parameter that cannot be used, and why
 */
export function listQueryOf(event: APIGatewayProxyEvent): ListQuery {
  const problems: string[] = [];
  const given = queryReader(event.multiValueQueryStringParameters, problems);
  const prefix = given('prefix');
  const limit = given('limit');
  const cursor = given('cursor');

  problems.push(...textProblems('prefix', prefix ?? ''));
  if (limit !== undefined && !(/^\d{1,4}$/.test(limit) && +limit >= 1 && +limit <= MAX_PAGE)) {
    problems.push(
      `limit is ${JSON.stringify(limit)}; give a whole number from 1 to ${String(MAX_PAGE)}`,
    );
  }
  // An unescaped + arrives as a space.
  if (cursor !== undefined && !/^[!-~]+$/.test(cursor)) {
    problems.push('cursor is not one that this API gave; pass it on unchanged, percent-encoded');
  }
  if (problems.length > 0) throw badRequest(problems);
  return { prefix, limit: limit === undefined ? DEFAULT_PAGE : Number(limit), cursor };
}

function queryReader(
  parameters: APIGatewayProxyEvent['multiValueQueryStringParameters'],
  problems: string[],
): (name: string) => string | undefined {
  return (name) => {
    const values = parameters?.[name] ?? [];
    if (values.length > 1) {
      problems.push(`${name} is given ${String(values.length)} times; give it once`);
    }
    return values[0];
  };
}
