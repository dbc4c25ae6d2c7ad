/**
 * The largest event or answer, in bytes, that Lambda passes on in one synchronous invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const INVOCATION_BYTES = 6 * 1024 * 1024;

/**
 * What the JSON around the body may take, in bytes: API Gateway allows 10,240 bytes of headers,
 * which an event carries twice, and the path three times.
 */
const ENVELOPE_BYTES = 64 * 1024;

/**
 * The largest object, in bytes, that this API takes or returns: 4,669,440. A body travels as
 * base64, which makes four bytes of every three.
 */
export const MAX_OBJECT_BYTES = Math.floor((INVOCATION_BYTES - ENVELOPE_BYTES) / 4) * 3;

/** The longest key or prefix of S3, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024;

/** The most objects on one page of a list, which is also the most that S3 gives. */
export const MAX_PAGE = 1000;

/** How many objects a page of a list holds when the caller names no `limit`. */
export const DEFAULT_PAGE = 100;
