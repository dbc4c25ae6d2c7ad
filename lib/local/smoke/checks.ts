import { strict as assert } from 'node:assert';
import { pathOf } from '../../../client/call';
import type { Credentials } from '../local-aws';
import { type Answer, type Call, callSigned, clientOf, heardBy, send, sign } from './request';
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

const BINARY = 'smoke/nested/deep/ü & ?.bin';

const get = (key: string): Call => ({ method: 'GET', path: pathOf(key) });

/** What the deployed system promises, in the order in which it is called. */
export const CHECKS: readonly Check[] = [
  {
    name: 'keeps a text object with its content type and ETag',
    async run(stage, { client }) {
      const api = clientOf(stage, client);
      const body = Buffer.from('Grüße, 世界\n');
      const { etag } = await api.put('smoke/a.txt', body, { contentType: 'text/plain' });
      const { lastModified, ...read } = await api.get('smoke/a.txt');
      const head = { contentType: 'text/plain', etag, size: body.length };
      assert.deepEqual(read, { ...head, body });
      assert.deepEqual(await api.head('smoke/a.txt'), { ...head, lastModified });
    },
  },
  {
    name: 'keeps every byte of a binary object under a nested key',
    async run(stage, { client }) {
      const api = clientOf(stage, client);
      await api.put(BINARY, EVERY_BYTE);
      assert.deepEqual((await api.get(BINARY)).body, EVERY_BYTE);
    },
  },
  {
    name: 'lists objects by prefix, page after page',
    async run(stage, { client }) {
      const api = clientOf(stage, client);
      const key = 'smoke/nested/other.txt';
      await api.put(key, 'other');
      const keys: string[] = [];
      for await (const object of api.list({ prefix: 'smoke/nested/', pageSize: 1 })) {
        keys.push(object.key);
      }
      assert.deepEqual(keys, [BINARY, key]);
    },
  },
  {
    name: 'refuses to overwrite when If-None-Match says so',
    async run(stage, { client }) {
      const overwrite = clientOf(stage, client).put('smoke/a.txt', 'other', { ifNoneMatch: '*' });
      await assert.rejects(overwrite, { name: 'ApiError', status: 412 });
    },
  },
  {
    name: 'answers 404 for an object that was deleted, and says why',
    async run(stage, { client }) {
      const api = clientOf(stage, client);
      await api.delete('smoke/a.txt');
      await assert.rejects(api.get('smoke/a.txt'), {
        name: 'ApiError',
        status: 404,
        detail: 'no object has this key; GET /objects lists those there are',
      });
    },
  },
  {
    name: 'refuses an unsigned request',
    async run(stage) {
      status(await send(stage, get('smoke/a.txt'), {}), 403);
    },
  },
  {
    name: 'refuses a signature of which one digit was changed',
    async run(stage, { client }) {
      const call = get(BINARY);
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
      const api = clientOf(stage, client);
      // Each call under way is a process of its own here.
      for (let at = 0; at < EXPORTED.length; at += 5) {
        await Promise.all(EXPORTED.slice(at, at + 5).map(({ key, body }) => api.put(key, body)));
      }
      const exported: { key: string; body: Buffer }[] = [];
      for await (const { key, body } of api.export('smoke/export/')) exported.push({ key, body });
      assert.deepEqual(exported, EXPORTED);
    },
  },
  {
    name: 'tells the sample client of an object that is put',
    async run(stage, { client }) {
      const heard = heardBy(stage.webSocket, client, 'smoke/told/');
      try {
        assert.deepEqual((await heard.next()).value, { type: 'subscribed' });
        await clientOf(stage, client).put('smoke/told/a.txt', 'told');
        const { value } = await heard.next();
        assert.ok(value?.type === 'created' && value.key === 'smoke/told/a.txt');
      } finally {
        await heard.return();
      }
    },
  },
  ...WEB_SOCKET_CHECKS,
];

function status(answer: Answer, ...expected: number[]): void {
  if (expected.includes(answer.status)) return;
  const body = answer.body.toString().slice(0, 300);
  throw new Error(`answered ${String(answer.status)}, not ${expected.join(' or ')}: ${body}`);
}
