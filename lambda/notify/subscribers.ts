import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';

import { prefixesOf } from '../connections/prefix';
import { EXPIRES, subscriptionPartition } from '../connections/rows';
import type { Store } from '../connections/store';

/**
 * The connections that subscribe to a prefix of a key, each once, with the prefixes that match. Read
 * consistently: who was told that it is subscribed hears of every change from then on.
 */
export async function subscribersOf(
  store: Store,
  key: string,
  now: number,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  await Promise.all(
    prefixesOf(key).map(async (prefix) => {
      for await (const connectionId of subscribedTo(store, prefix, now)) {
        found.set(connectionId, [...(found.get(connectionId) ?? []), prefix]);
      }
    }),
  );
  return found;
}

async function* subscribedTo(store: Store, prefix: string, now: number): AsyncGenerator<string> {
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await store.dynamodb.send(
      new QueryCommand({
        TableName: store.tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :prefix',
        // DynamoDB deletes what has expired in its own time, within days.
        FilterExpression: '#expires > :now',
        ProjectionExpression: 'sk',
        ExpressionAttributeNames: { '#expires': EXPIRES },
        ExpressionAttributeValues: {
          ':prefix': subscriptionPartition(prefix),
          ':now': { N: String(Math.floor(now / 1000)) },
        },
        ExclusiveStartKey: from,
      }),
    );
    for (const { sk } of page.Items ?? []) if (sk?.S !== undefined) yield sk.S;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
