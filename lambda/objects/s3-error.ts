import { S3ServiceException } from '@aws-sdk/client-s3';
import type { OpenAPIV3 } from 'openapi-types';

import { Problem, badRequest } from './problem';

/**
 * The status with which S3 refused a call, or `undefined` if it was not S3 that failed. HEAD and
 * 304 come without a body, so for them the status is all there is.
 */
export function s3Status(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/**
 * The problem to tell the caller of, for whatever an operation threw.
 *
 * @param responses what the document of the operation lists; what it does not is an internal error
 */
export function problemOf(error: unknown, responses?: OpenAPIV3.ResponsesObject): Problem {
  const problem = error instanceof Problem ? error : problemOfStore(error);
  if (responses === undefined || problem.status in responses) return problem;
  return internalError(error);
}

function problemOfStore(cause: unknown): Problem {
  const name = cause instanceof Error ? cause.name : '';
  const status = s3Status(cause);
  if (REFUSED.has(name)) {
    return badRequest(
      ['the object store refuses the key, the prefix or a header; give usual ones'],
      cause,
    );
  }
  if (isTransient(status, cause)) {
    const headers = { 'Retry-After': '1' };
    return new Problem(503, 'the object store is busy; try again', { headers, cause });
  }
  if (status === 404 && name !== 'NoSuchBucket') {
    return new Problem(404, 'no object has this key; GET /objects lists those there are', {
      cause,
    });
  }
  if (status === 409) {
    const detail = 'another request is changing this object; read its ETag and try again';
    return new Problem(409, detail, { cause });
  }
  if (status === 412) {
    const detail = 'the object is not in the state that If-Match or If-None-Match asks for';
    return new Problem(412, detail, { cause });
  }
  return internalError(cause);
}

function internalError(cause: unknown): Problem {
  return new Problem(500, 'the request failed; name the requestId when reporting it', { cause });
}

/**
 * What S3 says of values that a caller chose and that no schema can refuse before it. Its other
 * refusals are of what this function does.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const REFUSED = new Set([
  'InvalidArgument',
  'InvalidURI',
  'KeyTooLongError',
  'MalformedXML',
  'MetadataTooLarge',
  'NotImplemented',
  'RequestHeaderSectionTooLarge',
]);

/** A refusal, a silence or a lost connection that outlasted the retries of the SDK, but will pass. */
function isTransient(status: number | undefined, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (status !== undefined) return status === 429 || status >= 500 || isBusy(error.name);
  const lost = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'];
  return error.name === 'TimeoutError' || ('code' in error && lost.includes(String(error.code)));
}

/** Whether a code of S3 says that the same call may go well in a moment. */
export function isBusy(code = ''): boolean {
  return ['InternalError', 'RequestTimeout', 'ServiceUnavailable', 'SlowDown'].includes(code);
}
