import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Client, createClient } from '../../client/client';
import type { ClientOptions, SendOptions } from '../../client/options';
import type { Signing } from '../../client/sign';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Answers one request, or fails to. */
export type Turn = (response: ServerResponse, request: Received) => void;

/** An API that answers each request as its next turn says, the last turn for ever. */
export class FaultyApi {
  readonly received: Received[] = [];
  /** The waits that the client made, in milliseconds. */
  readonly waits: number[] = [];
  turns: Turn[] = [];
  /** What the client's dice show. */
  random = 0.5;
  now = Date.parse('2026-11-24T00:00:00Z');
  private readonly server = createServer(
    (request, response) => void this.answer(request, response),
  );

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/live`;
  }

  /** A client that signs, and for which waits take no time. */
  client(options: Partial<Signing & SendOptions> = {}): Client {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    return this.clientWith({ endpoint: this.url, region: 'eu-west-1', credentials, ...options });
  }

  /** A client for which waits take no time. */
  clientWith(options: ClientOptions): Client {
    return createClient(options, {
      now: () => this.now,
      random: () => this.random,
      sleep: (ms, signal) => {
        signal?.throwIfAborted();
        this.waits.push(ms);
        this.now += ms;
        return Promise.resolve();
      },
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const received = { method, url, headers, body: await buffer(request) };
    this.received.push(received);
    const turn = this.turns[Math.min(this.received.length, this.turns.length) - 1];
    turn?.(response, received);
  }
}

/** A plain answer. */
export function answer(status: number, headers: Record<string, string> = {}, body?: string): Turn {
  return (response) => response.writeHead(status, headers).end(body);
}

/** Problem JSON, as the API answers it. */
export function problem(status: number, headers: Record<string, string> = {}): Turn {
  const body = {
    type: 'about:blank',
    title: 'Sorry',
    status,
    detail: 'told why',
    requestId: 'r-1',
  };
  return answer(
    status,
    { 'content-type': 'application/problem+json', ...headers },
    JSON.stringify(body),
  );
}

/** The connection is reset before anything is answered. */
export const reset: Turn = (response) => response.socket?.resetAndDestroy();

/** Nothing is ever answered. */
export const silence: Turn = () => undefined;
