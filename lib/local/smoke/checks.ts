import { strict as assert } from 'node:assert';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import type { Credentials } from '../local-aws';
import { type Answer, type Call, callSigned, send, sign } from './request';
import type { Target } from './web-socket';
import { WEB_SOCKET_CHECKS } from './web-socket-checks';

/** The callers of the smoke test; all hold temporary credentials of the API client's role. */
export interface Callers {
  /** May call every route. */
  readonly client: Credentials;

  /** The same role, narrowed by a session policy to `/objects`. */
  readonly objectsOnly: Credentials;

  /** Was a client until a moment ago. */
  readonly expired: Credentials;
}

/** One promise of the system, and how it is called in. */
export interface Check {
  /** The promise, as in "refuses an unsigned request". */
  readonly name: string;

  /**
   * Whether it needs containers.
   *
   * @default false
   */
  readonly needsContainers?: boolean;

  /** Calls it in and may answer what was measured; throws when it is not kept. */
  run(stage: Target, callers: Callers): Promise<string | undefined> | Promise<void>;
}

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
const EXPORTED = Array.from({ length: 50 }, (_, index) => ({
  key: `smoke/export/${String(index).padStart(2, '0')}.bin`,
  body: Buffer.concat([EVERY_BYTE, Buffer.from(`object ${String(index)}`)]),
}));

const put = (key: string, body: Buffer, contentType: string): Call => ({
  method: 'PUT',
  path: `/objects/${key.split('/').map(encodeURIComponent).join('/')}`,
  headers: { 'content-type': contentType },
  body,
});
const on = (method: string, key: string): Call => ({
  method,
  path: `/objects/${key.split('/').map(encodeURIComponent).join('/')}`,
});

/** What the deployed system promises, in the order in which it is called. */
export const CHECKS: readonly Check[] = [
  {
    name: 'keeps a text object with its content type and ETag',
    async run(stage, { client }) {
      const body = Buffer.from('Grüße, 世界\n');
      const written = await callSigned(stage, put('smoke/a.txt', body, 'text/plain'), client);
      status(written, 200, 201, 204);
      const read = await callSigned(stage, on('GET', 'smoke/a.txt'), client);
      status(read, 200);
      assert.deepEqual(read.body, body);
      assert.equal(read.headers['content-type'], 'text/plain');
      assert.equal(read.headers.etag, written.headers.etag);
      const head = await callSigned(stage, on('HEAD', 'smoke/a.txt'), client);
      status(head, 200);
      assert.equal(head.headers.etag, written.headers.etag);
    },
  },
  {
    name: 'keeps every byte of a binary object under a nested key',
    async run(stage, { client }) {
      const key = 'smoke/nested/deep/ü & ?.bin';
      status(
        await callSigned(stage, put(key, EVERY_BYTE, 'application/octet-stream'), client),
        200,
        201,
        204,
      );
      const read = await callSigned(stage, on('GET', key), client);
      status(read, 200);
      assert.deepEqual(read.body, EVERY_BYTE);
    },
  },
  {
    name: 'lists objects by prefix',
    async run(stage, { client }) {
      const call = { method: 'GET', path: '/objects', query: { prefix: 'smoke/nested/' } };
      const listed = await callSigned(stage, call, client);
      status(listed, 200);
      const { objects } = JSON.parse(listed.body.toString()) as { objects: { key: string }[] };
      assert.deepEqual(
        objects.map(({ key }) => key),
        ['smoke/nested/deep/ü & ?.bin'],
      );
    },
  },
  {
    name: 'refuses to overwrite when If-None-Match says so',
    async run(stage, { client }) {
      const call = put('smoke/a.txt', Buffer.from('other'), 'text/plain');
      const headers = { ...call.headers, 'if-none-match': '*' };
      status(await callSigned(stage, { ...call, headers }, client), 412);
    },
  },
  {
    name: 'answers 404 for an object that was deleted',
    async run(stage, { client }) {
      status(await callSigned(stage, on('DELETE', 'smoke/a.txt'), client), 204);
      const read = await callSigned(stage, on('GET', 'smoke/a.txt'), client);
      status(read, 404);
      assert.equal(read.headers['content-type'], 'application/problem+json');
    },
  },
  {
    name: 'refuses an unsigned request',
    async run(stage) {
      status(await send(stage, on('GET', 'smoke/a.txt'), {}), 403);
    },
  },
  {
    name: 'refuses a signature of which one digit was changed',
    async run(stage, { client }) {
      const call = on('GET', 'smoke/nested/deep/ü & ?.bin');
      const headers = await sign(stage, call, client);
      const tampered = headers.authorization?.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
      status(await send(stage, call, { ...headers, authorization: tampered ?? '' }), 403);
    },
  },
  {
    name: 'refuses a path that the caller may not call',
    async run(stage, { objectsOnly }) {
      status(await callSigned(stage, { method: 'GET', path: '/objects' }, objectsOnly), 200);
      status(await callSigned(stage, { method: 'GET', path: '/exports' }, objectsOnly), 403);
    },
  },
  {
    name: 'refuses credentials that have expired',
    async run(stage, { expired }) {
      status(await callSigned(stage, { method: 'GET', path: '/objects' }, expired), 403);
    },
  },
  {
    name: 'exports 50 objects through the VPC link, byte for byte',
    needsContainers: true,
    async run(stage, { client }) {
      await Promise.all(
        EXPORTED.map(async ({ key, body }) => {
          status(
            await callSigned(stage, put(key, body, 'application/octet-stream'), client),
            200,
            201,
            204,
          );
        }),
      );
      const call = { method: 'GET', path: '/exports', query: { prefix: 'smoke/export/' } };
      const answer = await callSigned(stage, call, client);
      status(answer, 200);
      assert.deepEqual(await unpack(answer.body), EXPORTED);
    },
  },
  ...WEB_SOCKET_CHECKS,
];

function status(answer: Answer, ...expected: number[]): void {
  if (expected.includes(answer.status)) return;
  const body = answer.body.toString().slice(0, 300);
  throw new Error(`answered ${String(answer.status)}, not ${expected.join(' or ')}: ${body}`);
}

async function unpack(tar: Buffer): Promise<{ key: string; body: Buffer }[]> {
  const entries: { key: string; body: Buffer }[] = [];
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    entries.push({ key: entry.header.name, body: await buffer(entry) });
  }
  return entries;
}
