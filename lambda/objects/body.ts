import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ValidateFunction } from 'ajv';

import { headerOf } from './headers';
import { MAX_JSON_VALUES, MAX_OBJECT_BYTES } from './limits';
import { Problem, badRequest } from './problem';
import { show, violations } from './violations';

/**
 * The bytes of the body, however API Gateway passed them.
 *
 * @throws Problem 413 above {@link MAX_OBJECT_BYTES}, 400 if the front took bytes for text and so
 * changed them. A compressed body comes unpacked, as base64, so there the lengths may differ
 */
export function bytesOf(event: APIGatewayProxyEvent): Buffer {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const sent = headerOf(event, 'content-length');
  if (!event.isBase64Encoded && sent !== undefined && Number(sent) !== body.length) {
    throw badRequest([
      `the body arrived as ${String(body.length)} bytes of text, but Content-Length is ${sent}; ` +
        'send a Content-Type that says what it is',
    ]);
  }
  if (body.length > MAX_OBJECT_BYTES) throw tooLarge(body.length, 'bytes', MAX_OBJECT_BYTES);
  return body;
}

/**
 * The body, parsed and held to its schema.
 *
 * @throws Problem 415 unless it is said to be JSON, 413 if it is too large, 400 with what is wrong
 */
export function jsonOf<T>(event: APIGatewayProxyEvent, allows: ValidateFunction<T>): T {
  const type = headerOf(event, 'content-type');
  if (type?.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    const given = type === undefined ? 'missing' : show(type);
    throw new Problem(415, `Content-Type is ${given}; give application/json`);
  }
  const body = parse(bytesOf(event));
  if (!allows(body)) throw badRequest(violations(allows.errors));
  return body;
}

function parse(bytes: Buffer): unknown {
  let values = 0;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return JSON.parse(text, (_, value: unknown) => {
      values += 1;
      if (values > MAX_JSON_VALUES) throw tooLarge(values, 'values', MAX_JSON_VALUES);
      return value;
    });
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw badRequest(['the body is not JSON in UTF-8; write it so'], error);
  }
}

function tooLarge(size: number, unit: string, most: number): Problem {
  return new Problem(
    413,
    `the body has ${String(size)} ${unit}; it may have ${String(most)}: split it into several`,
  );
}
