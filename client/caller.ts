import { Attempt } from './attempt';
import { createBearer } from './bearer';
import { bodyOf } from './body';
import type { Call } from './call';
import type { Clock } from './clock';
import type { CallOptions, ClientOptions } from './options';
import { apiErrorOf } from './problem';
import type { Identify } from './request';
import { Retries } from './retry';
import { createSigner } from './sign';

/** The version of the API that this client speaks; it begins every path. */
const VERSION = '/v2';

/** A whole answer. */
export interface Answer {
  /** The headers. */
  readonly headers: Headers;

  /** The body. */
  readonly body: Buffer;
}

/** The attempts at one call. */
export interface Tries {
  /** Makes the request of the next attempt; to send it, and to read the answer, is for the caller to do within it. */
  next(): Promise<{ readonly attempt: Attempt; readonly send: () => Promise<Response> }>;

  /** Waits until the next attempt may begin, or throws the error of the last one. */
  after(error: unknown): Promise<void>;
}

/** Makes, sends and bounds requests; what the operations of the client are made of. */
export class Caller {
  private readonly identify: Identify;

  constructor(
    private readonly options: ClientOptions,
    private readonly clock: Clock,
  ) {
    this.identify = options.token === undefined ? createSigner(options) : createBearer(options);
  }

  /**
   * Calls until there is a whole answer of a status below 400.
   *
   * @throws AnswerTooLargeError; ApiError or ConnectionError of the last attempt, or the reason of the caller's signal
   */
  async call(call: Call, options: CallOptions = {}): Promise<Answer> {
    const { maxAnswerBytes = 10 * 1024 * 1024 } = options;
    const tries = this.tries(call, options, 120_000);
    for (;;) {
      try {
        const { attempt, send } = await tries.next();
        return await attempt.within(async () => {
          const response = await send();
          return { headers: response.headers, body: await bodyOf(response.body, maxAnswerBytes) };
        });
      } catch (error) {
        await tries.after(error);
      }
    }
  }

  /** The attempts at a call, none of which has begun; they end after `totalMs` unless options differ. */
  tries(unversioned: Call, { signal, totalTimeoutMs }: CallOptions, totalMs: number): Tries {
    const call = { ...unversioned, path: `${VERSION}${unversioned.path}` };
    const { maxAttempts = 4, attemptTimeoutMs = 30_000, send = fetch } = this.options;
    const { clock } = this;
    const deadline = clock.now() + (totalTimeoutMs ?? totalMs);
    const limitMs = () => Math.min(attemptTimeoutMs, deadline - clock.now());
    const { onlyOnce = false } = call;
    const retries = new Retries({ maxAttempts, deadline, onlyOnce, signal }, clock);
    return {
      after: (error) => retries.after(error),
      next: async () => {
        const attempt = new Attempt(call, limitMs, signal);
        // Outside the attempt: credentials that cannot be had are no failure of the connection.
        const request = await this.identify(call, new Date(clock.now()), attempt.signal);
        return {
          attempt,
          send: async () => {
            const response = await send(request);
            if (response.status < 400) return response;
            throw await apiErrorOf(call, response, clock.now());
          },
        };
      },
    };
  }
}
