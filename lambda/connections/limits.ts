/**
 * How long API Gateway keeps a connection open at most, in seconds.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const CONNECTION_SECONDS = 2 * 60 * 60;

/** How long after the end of its connection a row may stay, in seconds, so that clocks may differ. */
const GRACE_SECONDS = 5 * 60;

/** The longest prefix, in bytes of UTF-8, which is that of the longest key of S3. */
export const MAX_PREFIX_BYTES = 1024;

/**
 * The most folders that a prefix may name. A change of an object is looked up once for each folder of
 * its key, so this bounds the look-ups of one change: eleven, the empty prefix included.
 */
export const MAX_LEVELS = 10;

/** The most prefixes that one connection may subscribe to. */
export const MAX_SUBSCRIPTIONS = 50;

/** When the rows of a connection may be deleted, in seconds since 1970, as DynamoDB's TTL wants it. */
export function expiryOf(connectedAtMs: number): number {
  return Math.ceil(connectedAtMs / 1000) + CONNECTION_SECONDS + GRACE_SECONDS;
}
