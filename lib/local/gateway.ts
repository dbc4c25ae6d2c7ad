import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { connect } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import type { Certificate } from './certificate';
import { answerDescribeImages, isDescribeImages } from './describe-images';
import { messageOf } from './failure';

/** How to start the gateway. */
export interface GatewayOptions {
  /** Port of 127.0.0.1 on which clients are served with TLS. */
  readonly port: number;

  /** Certificate of that port. */
  readonly certificate: Certificate;

  /** The emulator, plain HTTP. */
  readonly upstream: URL;

  /**
   * Address of the Docker bridge. Containers are served there with plain HTTP, on the port of the
   * emulator.
   *
   * @default - there are no containers
   */
  readonly bridgeAddress?: string;
}

/** A running gateway. */
export interface Gateway {
  /** Address for clients. */
  readonly url: URL;

  /** Ends every connection. */
  readonly close: () => Promise<void>;
}

/** The emulator keeps an idle connection for 75 s; ours must be closed before. */
const IDLE_MS = 60_000;

/** Headers that belong to one connection, and the one that is ours to say. */
const NOT_FORWARDED = new Set(['connection', 'keep-alive', 'x-forwarded-proto']);

/**
 * Stands before the emulator and speaks TLS, without which policies that demand
 * `aws:SecureTransport` refuse every call. Requests pass unchanged, `Host` included, because
 * signatures cover them; bodies are streamed both ways and WebSockets pass. One answer is put
 * right: see {@link answerDescribeImages}.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { upstream, certificate } = options;
  const agent = new http.Agent({ keepAlive: true, timeout: IDLE_MS });
  const tls = https.createServer({
    key: readFileSync(certificate.keyFile),
    cert: readFileSync(certificate.certificateFile),
  });
  const sockets = new Set<Duplex>();
  const listeners: [http.Server | https.Server, number, string][] = [
    [tls, options.port, '127.0.0.1'],
  ];
  if (options.bridgeAddress !== undefined) {
    listeners.push([http.createServer(), Number(upstream.port), options.bridgeAddress]);
  }
  for (const [server, port, address] of listeners) {
    server.keepAliveTimeout = IDLE_MS;
    server.on('request', (request, response) => {
      forward(request, response, upstream, agent);
    });
    server.on('upgrade', (request, socket, head) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      tunnel(request, socket, head, upstream);
    });
    server.listen(port, address);
    await once(server, 'listening');
  }
  const { port } = tls.address() as { port: number };
  return {
    url: new URL(`https://127.0.0.1:${String(port)}`),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      await Promise.all(
        listeners.map(async ([server]) => {
          const closed = once(server, 'close');
          server.close();
          server.closeAllConnections();
          await closed;
        }),
      );
    },
  };
}

function forward(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  upstream: URL,
  agent: http.Agent,
): void {
  const outgoing = http.request({
    agent,
    host: upstream.hostname,
    port: upstream.port,
    method: request.method,
    path: request.url,
    headers: [...endToEnd(request.rawHeaders), 'X-Forwarded-Proto', 'https'],
  });
  const images = isDescribeImages(request) ? answerDescribeImages(request) : undefined;
  outgoing.on('response', (answer) => {
    if (images !== undefined) {
      void images(answer, response);
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    // An answer that breaks off must break off for the client too, never end short.
    pipeline(answer, response, () => undefined);
  });
  outgoing.on('error', (error) => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.writeHead(502, { 'Content-Type': 'text/plain' });
    response.end(`the emulator does not answer: ${messageOf(error)}\n`);
  });
  pipeline(request, outgoing, () => undefined);
  response.once('close', () => {
    if (!response.writableFinished) outgoing.destroy();
  });
}

function tunnel(request: http.IncomingMessage, client: Duplex, head: Buffer, upstream: URL): void {
  const server = connect(Number(upstream.port), upstream.hostname, () => {
    const headers = [...request.rawHeaders, 'X-Forwarded-Proto', 'https'];
    const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`];
    for (let at = 0; at < headers.length; at += 2) {
      lines.push(`${headers[at] ?? ''}: ${headers[at + 1] ?? ''}`);
    }
    server.write(`${lines.join('\r\n')}\r\n\r\n`);
    server.write(head);
    server.pipe(client).pipe(server);
  });
  for (const [one, other] of [
    [server, client],
    [client, server],
  ] as const) {
    // What ends one end ends the other; the reason is the emulator's or the client's to know.
    one.on('error', () => undefined);
    one.once('close', () => other.destroy());
  }
}

function endToEnd(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!NOT_FORWARDED.has(name.toLowerCase())) kept.push(name, rawHeaders[at + 1] ?? '');
  }
  return kept;
}
