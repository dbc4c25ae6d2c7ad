import * as http from 'node:http';

/** Headers that belong to one connection, and those that are ours to say. */
const NOT_FORWARDED = new Set([
  ...['connection', 'keep-alive', 'upgrade', 'http2-settings'],
  ...['x-forwarded-proto', 'x-plinth-listener'],
]);

/** The emulator, as one listener of the gateway calls it. */
export class Upstream {
  private readonly agent: http.Agent;

  /**
   * @param socket path of the emulator's socket
   * @param idleMs how long an idle connection is kept
   * @param listener whom the listener serves, for the emulator to know: clients unless told otherwise
   */
  constructor(
    private readonly socket: string,
    idleMs: number,
    private readonly listener: 'clients' | 'containers' = 'clients',
  ) {
    this.agent = new http.Agent({ keepAlive: true, timeout: idleMs });
  }

  /** Ends its idle connections. */
  close(): void {
    this.agent.destroy();
  }

  /** Begins to send a request on as it is; its body is still to be written. */
  request({ method, url, headers, rawHeaders }: http.IncomingMessage): http.ClientRequest {
    // Without one, the emulator sends the Base64 of a body for the body, and breaks off.
    const accept = headers.accept === undefined ? ['Accept', '*/*'] : [];
    return this.send(method, url, [...this.endToEnd(rawHeaders), ...accept]);
  }

  /** The same for a WebSocket, which needs a connection of its own. */
  connect({ method, url, rawHeaders }: http.IncomingMessage): http.ClientRequest {
    const upgrade = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];
    return this.send(method, url, [...this.endToEnd(rawHeaders), ...upgrade], false);
  }

  /**
   * Whether what a request calls allows pages of an origin to call it. That is asked as a browser asks
   * it: by a preflight, which no API but a deployed one answers.
   */
  async allowsPage(
    { method, url, headers }: http.IncomingMessage,
    origin: string,
  ): Promise<boolean> {
    const asked = headers['access-control-request-method'] ?? method ?? 'GET';
    const said = ['Host', headers.host ?? '', 'Origin', origin];
    const preflight = this.send('OPTIONS', url, [...said, 'Access-Control-Request-Method', asked]);
    return new Promise((resolve) => {
      preflight.once('error', () => {
        resolve(false);
      });
      preflight.once('response', (answer) => {
        answer.resume();
        const allowed = answer.headers['access-control-allow-origin'];
        resolve((answer.statusCode ?? 500) < 300 && (allowed === origin || allowed === '*'));
      });
      preflight.end();
    });
  }

  /** The headers that concern both ends. */
  endToEnd(rawHeaders: readonly string[]): string[] {
    const kept: string[] = [];
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] ?? '';
      if (!NOT_FORWARDED.has(name.toLowerCase())) kept.push(name, rawHeaders[at + 1] ?? '');
    }
    return kept;
  }

  private send(
    method = 'GET',
    path = '/',
    headers: readonly string[],
    agent: http.Agent | false = this.agent,
  ): http.ClientRequest {
    const own = ['X-Forwarded-Proto', 'https', 'X-Plinth-Listener', this.listener];
    return http.request({
      agent,
      socketPath: this.socket,
      method,
      path,
      headers: [...headers, ...own],
    });
  }
}
