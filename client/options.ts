import type { Bearing } from './bearer';
import type { Signing } from './sign';

/** How to reach the API, as whom, and how patiently: by signatures or by tokens, as it demands. */
export type ClientOptions = (Signing | Bearing) & SendOptions;

/** How a client sends. */
export interface SendOptions {
  /**
   * How often a call is sent before its failure is final, the first time included.
   *
   * @default 4
   */
  readonly maxAttempts?: number;

  /**
   * How long one attempt may take, in milliseconds; for an export, how long it may send nothing.
   *
   * @default - 30,000: a little longer than the 29 seconds that API Gateway waits
   */
  readonly attemptTimeoutMs?: number;

  /**
   * Sends a request, signed or with its token, and ends when `request.signal` aborts. For a proxy, or an authority that
   * Node.js does not trust.
   *
   * @default - the `fetch` of Node.js
   */
  readonly send?: Send;
}

/** Sends one request and answers as soon as the headers are there. */
export type Send = (request: Request) => Promise<Response>;

/** What can be said of any call. */
export interface CallOptions {
  /**
   * Ends the call, its waits included; it then rejects with the signal's reason.
   *
   * @default - only time ends it
   */
  readonly signal?: AbortSignal;

  /**
   * How long the call may take with all its attempts and waits, in milliseconds.
   *
   * @default - two minutes; for an export, one hour
   */
  readonly totalTimeoutMs?: number;

  /**
   * The largest answer that is accepted, in bytes; it is held in memory. An export has `maxEntryBytes` instead.
   *
   * @default - 10 MiB, which is the most that API Gateway passes on
   */
  readonly maxAnswerBytes?: number;
}
