import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfig } from '../local-aws';
import type { Check } from './check';
import { clientOf } from './request';
import { Listener, type Target } from './web-socket';

/** A row that should disappear has this long to do so. */
const FORGOTTEN_MS = 5_000;

/** What is promised of connections that end, seen in the table that remembers them. */
export const CONNECTION_CHECKS: readonly Check[] = [
  {
    name: 'forgets a client that was killed',
    async run(target, { client }) {
      const prefix = `smoke/killed/${randomUUID()}/`;
      const listener = await Listener.connect(target.webSocket, client);
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
      await clientOf(target, client).put(`${folder}c.txt`, 'c');
      await until(async () => (await subscriptionsTo(target, folder)) === 0);
    },
  },
];

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
  const end = performance.now() + FORGOTTEN_MS;
  while (!(await holds())) {
    assert.ok(performance.now() < end, `did not come true within ${String(FORGOTTEN_MS)} ms`);
    await sleep(50);
  }
}
