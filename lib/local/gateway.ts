import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import { CLIENT_HOSTS, pageOf, refusalOf, type Visitors } from './admission';
import type { Certificate } from './certificate';
import { answerDescribeImages, isDescribeImages } from './describe-images';
import { messageOf } from './failure';
import { tunnel } from './tunnel';
import { Upstream } from './upstream';

/** How to start the gateway. */
export interface GatewayOptions {
  /** Port of 127.0.0.1 on which clients are served with TLS; 0 for any free one. */
  readonly port: number;

  /** Certificate of that port. */
  readonly certificate: Certificate;

  /** Path of the socket on which the emulator speaks plain HTTP. */
  readonly socket: string;

  /**
   * Address of the Docker bridge. Containers are served there with plain HTTP, on a port of the same
   * number, and reach nothing but S3.
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

/**
 * Stands before the emulator, which nothing else reaches, and speaks TLS, without which policies that
 * demand `aws:SecureTransport` refuse every call. It serves no name but its own and no page in a browser
 * that the deployed API does not; who has signed with what is the emulator's to decide. Requests pass
 * unchanged, `Host` included, because signatures cover them; bodies are streamed both ways and
 * WebSockets pass. One answer is put right: see {@link answerDescribeImages}.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { certificate, socket, bridgeAddress } = options;
  const tls = https.createServer({
    key: readFileSync(certificate.keyFile),
    cert: readFileSync(certificate.certificateFile),
  });
  const port = await listen(tls, options.port, '127.0.0.1');
  const listeners = [
    serve(tls, new Upstream(socket, IDLE_MS), { hosts: CLIENT_HOSTS, port, defaultPort: 443 }),
  ];
  if (bridgeAddress !== undefined) {
    const bridge = http.createServer();
    await listen(bridge, port, bridgeAddress);
    const hosts = new RegExp(`^${bridgeAddress.replaceAll('.', '\\.')}$`);
    const upstream = new Upstream(socket, IDLE_MS, 'containers');
    listeners.push(serve(bridge, upstream, { hosts, port, defaultPort: 80 }));
  }
  return {
    url: new URL(`https://127.0.0.1:${String(port)}`),
    close: async () => {
      await Promise.all(listeners.map((close) => close()));
    },
  };
}

async function listen(server: http.Server | https.Server, port: number, address: string) {
  server.keepAliveTimeout = IDLE_MS;
  server.listen(port, address);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** @returns what ends it */
function serve(server: http.Server | https.Server, upstream: Upstream, visitors: Visitors) {
  const tunnels = new Set<Duplex>();
  server.on('request', (request, response) => {
    void answer(request, response, upstream, visitors);
  });
  server.on('upgrade', (request, client, head) => {
    tunnels.add(client);
    client.once('close', () => tunnels.delete(client));
    const page = pageOf(request) && 'no page in a browser may connect';
    tunnel(request, client, head, upstream, refusalOf(request, visitors) ?? page);
  });
  return async () => {
    for (const client of tunnels) client.destroy();
    upstream.close();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  upstream: Upstream,
  visitors: Visitors,
): Promise<void> {
  const page = pageOf(request);
  const refusal =
    refusalOf(request, visitors) ??
    (page === undefined || (await upstream.allowsPage(request, page))
      ? undefined
      : `pages of the origin "${page}" may not call this`);
  if (refusal === undefined) forward(request, response, upstream);
  else say(response, 403, refusal);
}

function forward(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  upstream: Upstream,
): void {
  const outgoing = upstream.request(request);
  const images = isDescribeImages(request) ? answerDescribeImages(request) : undefined;
  outgoing.on('response', (incoming) => {
    if (images !== undefined) {
      void images(incoming, response);
      return;
    }
    const { statusCode = 502, statusMessage, rawHeaders } = incoming;
    response.writeHead(statusCode, statusMessage, upstream.endToEnd(rawHeaders));
    // An answer that breaks off must break off for the client too, never end short.
    pipeline(incoming, response, () => undefined);
  });
  outgoing.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else say(response, 502, `the emulator does not answer: ${messageOf(error)}`);
  });
  pipeline(request, outgoing, () => undefined);
  response.once('close', () => {
    if (!response.writableFinished) outgoing.destroy();
  });
}

/** The rest of the request is not waited for. */
function say(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', Connection: 'close' });
  response.end(`${text}\n`);
}
