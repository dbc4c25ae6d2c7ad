import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Credentials } from '../local-aws';
import type { Check } from './check';
import { clientOf, heardBy } from './request';
import { type Heard, Listener, type Target } from './web-socket';

/** The API is asked to tell within a second; a busy machine gets time. */
const HEARD_MS = 5_000;

/** A message that must not come has this long to come. */
const SILENCE_MS = 300;

/** What the WebSocket API promises, in the order in which it is called. */
export const WEB_SOCKET_CHECKS: readonly Check[] = [
  {
    name: 'tells the sample client of an object that is put',
    async run(target, { client }) {
      const heard = heardBy(target.webSocket, client, 'smoke/told/');
      try {
        assert.deepEqual((await heard.next()).value, { type: 'subscribed' });
        await clientOf(target, client).put('smoke/told/a.txt', 'told');
        const { value } = await heard.next();
        assert.ok(value?.type === 'created' && value.key === 'smoke/told/a.txt');
      } finally {
        await heard.return();
      }
    },
  },
  {
    name: 'tells a subscriber, once, of an object that is put and deleted, and nobody else',
    async run(target, { client }) {
      const folder = `smoke/changes/${randomUUID()}/`;
      const key = `${folder}a.txt`;
      const api = clientOf(target, client);
      const [subscriber, other] = await Promise.all([
        connect(target, client),
        connect(target, client),
      ]);
      try {
        await Promise.all([subscriber.subscribe(folder), other.subscribe(`${folder}other/`)]);
        // Both prefixes match; it must hear once.
        await subscriber.subscribe('smoke/changes/');
        const began = performance.now();
        await api.put(key, key);
        const created = await subscriber.hear(({ type }) => type === 'created', HEARD_MS);
        const tookMs = Math.round(performance.now() - began);
        await api.delete(key);
        const deleted = await subscriber.hear(({ type }) => type === 'deleted', HEARD_MS);
        await sleep(SILENCE_MS);
        assert.equal(created.key, key);
        assert.equal(created.size, Buffer.byteLength(key));
        assert.match(String(created.etag), /^[0-9a-f]{32}$/);
        assert.equal(deleted.key, key);
        assert.ok(String(deleted.sequencer) > String(created.sequencer), 'put came after delete');
        assert.deepEqual(changesIn(subscriber), ['created', 'deleted']);
        assert.deepEqual(changesIn(other), []);
        return `heard ${String(tookMs)} ms after the put began`;
      } finally {
        subscriber.close();
        other.close();
      }
    },
  },
  {
    name: 'tells nothing more once a client has unsubscribed',
    async run(target, { client }) {
      const folder = `smoke/changes/${randomUUID()}/`;
      const [subscriber, witness] = await Promise.all([
        connect(target, client),
        connect(target, client),
      ]);
      try {
        await Promise.all([subscriber.subscribe(folder), witness.subscribe(folder)]);
        subscriber.send({ action: 'unsubscribe', prefix: folder });
        await subscriber.hear(({ type }) => type === 'unsubscribed', HEARD_MS);
        await clientOf(target, client).put(`${folder}b.txt`, 'b');
        await witness.hear(({ type }) => type === 'created', HEARD_MS);
        await sleep(SILENCE_MS);
        assert.deepEqual(changesIn(subscriber), []);
      } finally {
        subscriber.close();
        witness.close();
      }
    },
  },
  {
    name: 'answers an unknown action, and a message that is no JSON, with an error',
    async run(target, { client }) {
      const listener = await connect(target, client);
      try {
        for (const message of [{ action: 'dance' }, 'no JSON']) {
          const before = listener.heard.length;
          listener.send(message);
          const isError = (one: Heard) =>
            listener.heard.indexOf(one) >= before && one.type === 'error';
          const { message: why } = await listener.hear(isError, HEARD_MS);
          assert.match(String(why), /^unknown action; send /);
        }
      } finally {
        listener.close();
      }
    },
  },
  {
    name: 'refuses a connection that is not signed',
    async run(target) {
      await assert.rejects(Listener.connect(target.webSocket), /Unexpected server response: 403/);
    },
  },
];

const connect = ({ webSocket }: Target, client: Credentials) => Listener.connect(webSocket, client);

const changesIn = ({ heard }: Listener) =>
  heard.map(({ type }) => type).filter((type) => type === 'created' || type === 'deleted');
