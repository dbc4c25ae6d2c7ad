import type { Clock } from './clock';
import { ApiError, ConnectionError } from './errors';

/** The longest wait before the first retry, in milliseconds; it doubles with each. */
const FIRST_WAIT_MS = 200;

/** No wait is longer, unless the API asks for it; in milliseconds. */
const LONGEST_WAIT_MS = 10_000;

/** What bounds the attempts at one call. */
export interface RetryLimits {
  /** How often it is sent, the first time included. */
  readonly maxAttempts: number;

  /** When no attempt may begin any more, in milliseconds since 1970. */
  readonly deadline: number;

  /** Whether doing it twice may have another result than doing it once. */
  readonly onlyOnce: boolean;

  /** Ends the waits. */
  readonly signal: AbortSignal | undefined;
}

/** The attempts at one call, counted. */
export class Retries {
  private failed = 0;

  constructor(
    private readonly limits: RetryLimits,
    private readonly clock: Clock,
  ) {}

  /**
   * Waits until it is time for the next attempt: as long as the API asked, and a random time on top, so
   * that callers who failed together do not come back together.
   *
   * @throws the error itself when there is to be no further attempt
   * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
   */
  async after(error: unknown): Promise<void> {
    this.failed += 1;
    const { maxAttempts, deadline, onlyOnce, signal } = this.limits;
    if (this.failed >= maxAttempts || !mayPass(error, onlyOnce)) throw error;
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.failed - 1));
    const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
    const wait = asked + this.clock.random() * longest;
    if (this.clock.now() + wait >= deadline) throw error;
    await this.clock.sleep(wait, signal);
  }
}

/**
 * Whether the same call may succeed later. API Gateway answers 429 before anything has run; after any
 * other failure nobody knows whether the call took effect.
 */
function mayPass(error: unknown, onlyOnce: boolean): boolean {
  if (error instanceof ApiError) return error.status === 429 || (!onlyOnce && error.status >= 500);
  return !onlyOnce && error instanceof ConnectionError;
}
