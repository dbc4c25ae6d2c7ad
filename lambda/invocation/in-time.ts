/** What is left of an invocation when its answer is due, in milliseconds: to log it, and to hand it over. */
const MARGIN_MS = 1_000;

/** As much of Lambda's context as says when an invocation ends. */
export interface Invocation {
  /** How long the invocation may still take, in milliseconds. */
  getRemainingTimeInMillis(): number;
}

/**
 * Settles as the work does, or rejects while there is time left to say so. Lambda ends an invocation that is
 * late without a word, so this holds whatever time-outs and attempts the clients of the work have.
 *
 * @param work receives a signal that aborts when it is late
 * @throws Error `TimeoutError`, or what the work throws
 */
export async function inTime<T>(
  invocation: Invocation,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const due = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error('nothing answered before the function had to');
      error.name = 'TimeoutError';
      reject(error);
      late.abort(error);
    }, invocation.getRemainingTimeInMillis() - MARGIN_MS);
  });
  try {
    return await Promise.race([work(late.signal), due]);
  } finally {
    clearTimeout(timer);
  }
}
