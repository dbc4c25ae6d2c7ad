import { S3ServiceException } from '@aws-sdk/client-s3';

import { Problem } from './problem';

/**
 * The status with which S3 refused a call, or `undefined` if it was not S3 that failed. HEAD and
 * 304 come without a body, so for them the status is all there is.
 */
export function s3Status(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** The problem to tell the caller of, for whatever an operation threw. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const name = error instanceof Error ? error.name : '';
  const status = s3Status(error);

  if (status === 404 && name !== 'NoSuchBucket') {
    return new Problem(404, 'no object has this key; GET /objects lists those there are', {
      cause: error,
    });
  }
  if (status === 409) {
    const detail = 'another request is changing this object; read its ETag and try again';
    return new Problem(409, detail, { cause: error });
  }
  if (status === 412) {
    const detail = 'the object is not in the state that If-Match or If-None-Match asks for';
    return new Problem(412, detail, { cause: error });
  }
  if (isTransient(status, error)) {
    return new Problem(503, 'the object store is busy; try again', {
      headers: { 'Retry-After': '1' },
      cause: error,
    });
  }
  return new Problem(500, 'the request failed; name the requestId when reporting it', {
    cause: error,
  });
}

/** A refusal, a silence or a lost connection that outlasted the retries of the SDK, but will pass. */
function isTransient(status: number | undefined, error: unknown): boolean {
  if (status !== undefined) return status === 429 || status >= 500;
  if (!(error instanceof Error)) return false;
  const lost = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'];
  return error.name === 'TimeoutError' || ('code' in error && lost.includes(String(error.code)));
}
