import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Send } from '../../../client/options';
import type { LocalAws } from '../local-aws';

/** Trusts the certificate of the local AWS, which `fetch` does only when Node.js is started so. */
export function transportTo({ certificateFile }: LocalAws): Send {
  return async ({ method, url, headers, body, signal }) => {
    const content =
      body === null ? Buffer.alloc(0) : Buffer.from(await new Response(body).arrayBuffer());
    const outgoing = request(url, {
      ca: readFileSync(certificateFile),
      method,
      headers: { ...Object.fromEntries(headers), 'content-length': content.length },
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
