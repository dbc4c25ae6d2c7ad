import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Credentials } from '../local-aws';
import { webSocketAddressOf } from '../addresses';
import { sign, type Stage } from './request';

/** Where the whole system is called. */
export interface Target extends Stage {
  /** The stage of the WebSocket API. */
  readonly webSocket: Stage;

  /** The table of its connections and subscriptions. */
  readonly tableName: string;
}

/** What a client of the WebSocket API heard. */
export type Heard = Readonly<Record<string, unknown>>;

const CONNECT_MS = 20_000;

/** A client of the WebSocket API, which keeps what it hears. */
export class Listener {
  /** Everything heard, in order. */
  readonly heard: Heard[] = [];

  private readonly socket: WebSocket;
  private readonly waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.heard.push(parse(data.toString()));
      for (const look of this.waiting) look();
    });
    // Who waits for what it should hear notices by itself that nothing comes.
    socket.on('error', () => undefined);
  }

  /**
   * Connects.
   *
   * @param credentials of the caller, or nothing to send no signature
   * @throws Error with the HTTP status when the connection is refused
   */
  static async connect(stage: Stage, credentials?: Credentials): Promise<Listener> {
    const call = { method: 'GET', path: '' };
    const signed = credentials === undefined ? {} : await sign(stage, call, credentials);
    const socket = new WebSocket(webSocketAddressOf(stage.aws, stage.apiId, stage.name), {
      headers: signed,
      ca: readFileSync(stage.aws.certificateFile),
      handshakeTimeout: CONNECT_MS,
    });
    const listener = new Listener(socket);
    await once(socket, 'open');
    return listener;
  }

  /** Sends a message, as JSON unless it is text. */
  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Subscribes, and waits until that is acknowledged. */
  async subscribe(prefix: string, withinMs = CONNECT_MS): Promise<void> {
    this.send({ action: 'subscribe', prefix });
    const answers = ({ type, ...one }: Heard) =>
      type === 'failure' || type === 'error' || (type === 'subscribed' && one.prefix === prefix);
    const { type, message } = await this.hear(answers, withinMs);
    if (type !== 'subscribed') throw new Error(`did not subscribe: ${String(message)}`);
  }

  /**
   * Waits for something to be heard, or finds that it was.
   *
   * @throws Error with what was heard instead
   */
  async hear(wanted: (one: Heard) => boolean, withinMs: number): Promise<Heard> {
    let look: () => void = () => undefined;
    const found = new Promise<Heard>((resolve) => {
      look = () => {
        const one = this.heard.find(wanted);
        if (one !== undefined) resolve(one);
      };
      this.waiting.add(look);
      look();
    });
    const timeout = new AbortController();
    const late = sleep(withinMs, undefined, { signal: timeout.signal }).then(() => {
      const heard = JSON.stringify(this.heard.slice(-3));
      throw new Error(`did not hear it within ${String(withinMs)} ms, but ${heard}`);
    });
    try {
      return await Promise.race([found, late]);
    } finally {
      this.waiting.delete(look);
      timeout.abort();
      late.catch(() => undefined);
    }
  }

  /** Ends the connection as it should be ended. */
  close(): void {
    this.socket.close();
  }

  /** Ends the connection without a word, as a client does that was killed. */
  kill(): void {
    this.socket.terminate();
  }
}

/** What a failed function sends is not ours, and on the emulator no JSON. */
function parse(text: string): Heard {
  try {
    return JSON.parse(text) as Heard;
  } catch {
    return { type: 'failure', message: text };
  }
}
