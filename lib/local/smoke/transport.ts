import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Send } from '../../../client/options';
import type { LocalAws } from '../local-aws';

/** Reaches the local AWS by its address: not every machine resolves names below `localhost`. */
export function transportTo({ endpoint, certificateFile }: LocalAws): Send {
  return async ({ method, url, headers, body, signal }) => {
    const { host, pathname, search } = new URL(url);
    const content =
      body === null ? Buffer.alloc(0) : Buffer.from(await new Response(body).arrayBuffer());
    const outgoing = request({
      host: endpoint.hostname,
      port: endpoint.port,
      servername: 'localhost',
      ca: readFileSync(certificateFile),
      method,
      path: pathname + search,
      headers: { ...Object.fromEntries(headers), host, 'content-length': content.length },
      signal,
    }).end(content);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    const { statusCode: status = 0, headersDistinct } = incoming;
    const named = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
    // A status that has no body must have none here either.
    return new Response([204, 304].includes(status) ? null : incoming, { status, headers: named });
  };
}
