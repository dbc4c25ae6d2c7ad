import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfig, type Credentials } from '../local-aws';
import type { Check } from './checks';
import { type Call, callSigned } from './request';
import { type Heard, Listener, type Target } from './web-socket';

/** The API is asked to tell within a second; a busy machine gets time. */
const HEARD_MS = 5_000;

/** A message that must not come has this long to come. */
const SILENCE_MS = 300;

/** What the WebSocket API promises, in the order in which it is called. */
export const WEB_SOCKET_CHECKS: readonly Check[] = [
  {
    name: 'tells a subscriber, once, of an object that is put and deleted, and nobody else',
    async run(target, { client }) {
      const folder = `smoke/changes/${randomUUID()}/`;
      const key = `${folder}a.txt`;
      const [subscriber, other] = await Promise.all([
        connect(target, client),
        connect(target, client),
      ]);
      try {
        await Promise.all([subscriber.subscribe(folder), other.subscribe(`${folder}other/`)]);
        // Both prefixes match; it must hear once.
        await subscriber.subscribe('smoke/changes/');
        const began = performance.now();
        await change(target, client, 'PUT', key);
        const created = await subscriber.hear(({ type }) => type === 'created', HEARD_MS);
        const tookMs = Math.round(performance.now() - began);
        await change(target, client, 'DELETE', key);
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
        await change(target, client, 'PUT', `${folder}b.txt`);
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
  {
    name: 'forgets a client that was killed',
    async run(target, { client }) {
      const prefix = `smoke/killed/${randomUUID()}/`;
      const listener = await connect(target, client);
      await listener.subscribe(prefix);
      assert.equal(await subscriptionsTo(target, prefix), 1);
      listener.kill();
      await until(async () => (await subscriptionsTo(target, prefix)) === 0);
    },
  },
  {
    name: 'forgets a connection that is gone when it is to be told',
    async run(target, { client }) {
      const folder = `smoke/gone/${randomUUID()}/`;
      await withDynamoDB(target, (dynamodb) =>
        dynamodb.send(
          new PutItemCommand({
            TableName: target.tableName,
            Item: {
              pk: { S: `prefix#${folder}` },
              sk: { S: 'gone' },
              expires: { N: String(Math.ceil(Date.now() / 1000) + 3600) },
            },
          }),
        ),
      );
      await change(target, client, 'PUT', `${folder}c.txt`);
      await until(async () => (await subscriptionsTo(target, folder)) === 0);
    },
  },
];

const connect = ({ webSocket }: Target, client: Credentials) => Listener.connect(webSocket, client);

const changesIn = ({ heard }: Listener) =>
  heard.map(({ type }) => type).filter((type) => type === 'created' || type === 'deleted');

/** Puts or deletes an object through the REST API, as any client does. */
async function change(
  target: Target,
  client: Credentials,
  method: string,
  key: string,
): Promise<void> {
  const body = method === 'PUT' ? { body: Buffer.from(key) } : {};
  const call: Call = { method, path: `/objects/${key}`, ...body };
  const { status } = await callSigned(target, call, client);
  assert.ok(status >= 200 && status < 300, `${method} answered ${String(status)}`);
}

/** How many connections subscribe to a prefix. */
async function subscriptionsTo(target: Target, prefix: string): Promise<number> {
  const { Count } = await withDynamoDB(target, (dynamodb) =>
    dynamodb.send(
      new ScanCommand({
        TableName: target.tableName,
        ConsistentRead: true,
        FilterExpression: 'pk = :prefix',
        ExpressionAttributeValues: { ':prefix': { S: `prefix#${prefix}` } },
      }),
    ),
  );
  return Count ?? 0;
}

async function withDynamoDB<T>(
  { aws }: Target,
  work: (dynamodb: DynamoDBClient) => Promise<T>,
): Promise<T> {
  const dynamodb = new DynamoDBClient(clientConfig(aws));
  try {
    return await work(dynamodb);
  } finally {
    dynamodb.destroy();
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + HEARD_MS;
  while (!(await holds())) {
    assert.ok(performance.now() < end, `did not come true within ${String(HEARD_MS)} ms`);
    await sleep(50);
  }
}
