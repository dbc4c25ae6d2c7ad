import { AnswerTooLargeError } from './body';
import type { Call } from './call';
import { ApiError, ConnectionError } from './errors';

/** One attempt at a call: how long it may wait, and what it means when it fails. */
export class Attempt {
  /** Ends whatever the attempt does: its time is over, or the caller has aborted. */
  readonly signal: AbortSignal;

  private readonly over = new AbortController();

  /**
   * @param limitMs how long the next wait may take, in milliseconds
   * @param caller the signal of whoever called
   */
  constructor(
    private readonly call: Call,
    private readonly limitMs: () => number,
    private readonly caller: AbortSignal | undefined,
  ) {
    const own = this.over.signal;
    this.signal = caller === undefined ? own : AbortSignal.any([caller, own]);
  }

  /** Lets go of the connection, whatever is still to come. */
  end(): void {
    this.over.abort();
  }

  /**
   * Waits for `work` as long as the limit allows.
   *
   * @throws ApiError or AnswerTooLargeError if that is what the work threw, else ConnectionError, or the reason of the caller
   */
  async within<T>(work: () => Promise<T>): Promise<T> {
    this.caller?.throwIfAborted();
    const limit = this.limitMs();
    const timer = setTimeout(() => {
      this.over.abort();
    }, limit);
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiError || error instanceof AnswerTooLargeError) throw error;
      this.caller?.throwIfAborted();
      const why = this.over.signal.aborted
        ? `no whole answer within ${String(Math.round(limit))} ms`
        : `the connection failed: ${reasonOf(error)}`;
      throw new ConnectionError(this.call, why, error);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** `fetch` says no more than "fetch failed"; what failed is the cause. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('cause' in error && error.cause !== undefined) return reasonOf(error.cause);
  return 'message' in error ? String(error.message) : 'for no reason given';
}
