import type { Call } from './call';

/** An answer that says no: a status of 400 or above, as the API explains it in problem JSON. */
export class ApiError extends Error {
  /** The HTTP status. */
  readonly status: number;

  /** The status in words. */
  readonly title: string;

  /** What is wrong with this request, and the remedy. */
  readonly detail: string;

  /** The id under which the API logged the request; undefined when the answer named none. */
  readonly requestId: string | undefined;

  /** How long the API asks callers to wait, in milliseconds; undefined when it does not ask. */
  readonly retryAfterMs: number | undefined;

  constructor(call: Call, problem: Problem) {
    const id = problem.requestId === undefined ? '' : ` (request ${problem.requestId})`;
    super(
      `${call.method} ${call.path} was answered ${String(problem.status)} ${problem.title}: ` +
        `${problem.detail}${id}`,
    );
    this.name = 'ApiError';
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.retryAfterMs = problem.retryAfterMs;
  }
}

/** An object that could not be deleted. */
export interface FailedDeletion {
  /** The key. */
  readonly key: string;

  /** Why it could not be deleted, and the remedy. */
  readonly detail: string;
}

/** Some objects could not be deleted; all others of the same call are. */
export class DeletionError extends Error {
  constructor(
    /** Each of them, in the order of the call. */
    readonly failed: readonly FailedDeletion[],
  ) {
    const [first] = failed;
    super(
      `${String(failed.length)} objects could not be deleted, the first ` +
        `${JSON.stringify(first?.key)}: ${String(first?.detail)}`,
    );
    this.name = 'DeletionError';
  }
}

/** What {@link ApiError} says. */
export type Problem = Pick<ApiError, 'status' | 'title' | 'detail' | 'requestId' | 'retryAfterMs'>;

/** No whole answer came: the connection failed or broke, or time ran out. The cause is below it. */
export class ConnectionError extends Error {
  constructor(call: Call, why: string, cause?: unknown) {
    super(`${call.method} ${call.path}: ${why}`, { cause });
    this.name = 'ConnectionError';
  }
}
