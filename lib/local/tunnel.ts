import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Upstream } from './upstream';

/**
 * Carries a WebSocket. Bytes pass unread only after the emulator has agreed: before that, they could be
 * further requests, which nobody would have looked at.
 *
 * @param refusal why the client is not served
 */
export function tunnel(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  upstream: Upstream,
  refusal: string | undefined,
): void {
  // What ends the client's end is the client's to know.
  client.on('error', () => undefined);
  const { upgrade } = request.headers;
  const why = upgrade?.toLowerCase() === 'websocket' ? refusal : 'only a WebSocket is an upgrade';
  if (why !== undefined) {
    end(client, 403, ['Content-Type', 'text/plain'], `${why}\n`);
    return;
  }
  const outgoing = upstream.connect(request);
  client.once('close', () => outgoing.destroy());
  outgoing.on('error', () => {
    end(client, 502, []);
  });
  outgoing.on('response', (answer) => {
    answer.resume();
    end(client, answer.statusCode ?? 502, []);
  });
  outgoing.on('upgrade', (answer, server, first) => {
    server.on('error', () => undefined);
    client.write(headOf(101, answer.rawHeaders));
    client.write(first);
    server.write(head);
    server.pipe(client).pipe(server);
    for (const [one, other] of [
      [server, client],
      [client, server],
    ] as const) {
      one.once('close', () => other.destroy());
    }
  });
  outgoing.end();
}

function end(client: Duplex, status: number, headers: readonly string[], body = ''): void {
  const length = ['Content-Length', String(Buffer.byteLength(body)), 'Connection', 'close'];
  client.end(headOf(status, [...headers, ...length]) + body);
}

function headOf(status: number, rawHeaders: readonly string[]): string {
  const lines = [`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    lines.push(`${rawHeaders[at] ?? ''}: ${rawHeaders[at + 1] ?? ''}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
