/** How long an export may take, and how many there may be. */
export interface ExportLimits {
  /** How many exports may run at the same time; one more is answered 503. */
  readonly maxExports: number;

  /** How long the bucket may take until the first object is open, in milliseconds; then 503. */
  readonly openMs: number;

  /** How long an export may stand still, for its client or for the bucket, in milliseconds; then it is cut off. */
  readonly stallMs: number;
}

/** The limits of a task. */
export const LIMITS: ExportLimits = {
  // Each holds at most 8 GetObject requests and one list, and the SDK's pool has 50 connections: with more
  // exports their lists could wait for ever behind bodies that nobody reads.
  maxExports: 4,
  // Whoever is in front gives up later: the load balancer after 60 s, a client of this API after 30 s.
  openMs: 25_000,
  // The kernel takes some 4 MB from a client's speed before it shows again, so whoever reads 33 kB/s goes on.
  stallMs: 120_000,
};
