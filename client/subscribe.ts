import { on } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { Call } from './call';
import { type Clock, systemClock } from './clock';
import { ApiError, ConnectionError } from './errors';
import { problemOfStatus } from './problem';
import { Retries } from './retry';
import { createSigner, type Signing } from './sign';

/** How to reach the WebSocket API; its endpoint begins with `https://`, as that of any API. */
export interface SubscribeOptions extends Signing {
  /**
   * Ends the subscription; the loop then rejects with the signal's reason.
   *
   * @default - leaving the loop ends it
   */
  readonly signal?: AbortSignal;

  /**
   * How often in a row connecting may fail.
   *
   * @default 4
   */
  readonly maxAttempts?: number;

  /**
   * How long connecting and each renewal may take, in milliseconds.
   *
   * @default 30,000
   */
  readonly attemptTimeoutMs?: number;

  /**
   * Opens a WebSocket with a signed request.
   *
   * @default - one of the package `ws`
   */
  readonly connect?: (request: Request) => WebSocket;
}

/** What a subscriber hears. */
export type Heard =
  /** Changes are told from now on. What happened before, and since the last connection, is not. */
  | { readonly type: 'subscribed' }
  /** An object was put or deleted. Of two changes of a key the one with the greater sequencer is newer. */
  | {
      readonly type: 'created' | 'deleted';
      readonly key: string;
      readonly sequencer: string;
      readonly time: string;
    };

/**
 * API Gateway ends a connection that is idle for 10 minutes. Subscribing again is no idleness, does
 * nothing twice, and its answer shows that the other end is there.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const RENEW_MS = 4 * 60_000;

const CALL: Call = { method: 'GET', path: '' };

/**
 * Hears of every change under a prefix, and connects again whenever the connection ends, as it does
 * after two hours at the latest. Whoever must miss nothing lists the objects at each `subscribed`.
 *
 * @throws ApiError when the API refuses; ConnectionError when it cannot be reached any more
 */
export async function* subscribe(
  options: SubscribeOptions,
  prefix: string,
  clock: Clock = systemClock,
): AsyncGenerator<Heard, void> {
  const { signal, maxAttempts = 4 } = options;
  const limits = { maxAttempts, deadline: Infinity, onlyOnce: false, signal };
  let retries = new Retries(limits, clock);
  for (;;) {
    try {
      for await (const heard of listen(options, prefix, clock)) {
        if (heard.type === 'subscribed') retries = new Retries(limits, clock);
        yield heard;
      }
    } catch (error) {
      signal?.throwIfAborted();
      await retries.after(error);
    }
  }
}

/** Hears what one connection tells, until it ends: always with an error. */
async function* listen(
  options: SubscribeOptions,
  prefix: string,
  clock: Clock,
): AsyncGenerator<Heard, void> {
  const { signal, attemptTimeoutMs = 30_000, connect = openSocket } = options;
  const socket = connect(await createSigner(options)(CALL, new Date(clock.now()), signal));
  const shown: Call = { method: 'subscribe to', path: JSON.stringify(prefix) };
  const overdue = (): void => {
    socket.terminate();
  };
  let timer = setTimeout(overdue, attemptTimeoutMs);
  const subscribeAgain = (): void => {
    socket.send(JSON.stringify({ action: 'subscribe', prefix }));
    timer = setTimeout(overdue, attemptTimeoutMs);
  };
  socket.on(
    'unexpected-response',
    (request: ClientRequest, { statusCode = 0 }: IncomingMessage) => {
      request.destroy(new ApiError(shown, problemOfStatus(statusCode)));
    },
  );
  let subscribed = false;
  try {
    const messages = on(socket, 'message', { close: ['close'], signal });
    socket.once('open', () => {
      clearTimeout(timer);
      subscribeAgain();
    });
    for await (const [data] of messages as AsyncIterable<[Buffer]>) {
      const message = JSON.parse(data.toString()) as Heard | { type: 'error'; message: string };
      if (message.type === 'error') {
        throw new ApiError(shown, { ...problemOfStatus(400), detail: message.message });
      }
      if (message.type === 'created' || message.type === 'deleted') yield message;
      if (message.type !== 'subscribed') continue;
      clearTimeout(timer);
      timer = setTimeout(subscribeAgain, RENEW_MS);
      if (!subscribed) yield { type: 'subscribed' };
      subscribed = true;
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ConnectionError(shown, 'the connection failed', error);
  } finally {
    clearTimeout(timer);
    // Else what a connection says when it is ended before it opened would count as unhandled.
    socket.on('error', () => undefined);
    socket.terminate();
  }
  throw new ConnectionError(shown, 'the connection ended');
}

function openSocket({ url, headers }: Request): WebSocket {
  return new WebSocket(url, { headers: Object.fromEntries(headers) });
}
