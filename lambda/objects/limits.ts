/**
 * The largest event or answer, in bytes, that Lambda passes on in one synchronous invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const INVOCATION_BYTES = 6 * 1024 * 1024;

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

/**
 * The most values, lists and objects included, that a JSON body may hold: about twice what any needs.
 * Each may be wrong in several ways, and all of them have to fit into memory and into the answer.
 */
export const MAX_JSON_VALUES = 2000;
