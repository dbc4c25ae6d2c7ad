import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';

import { expiryOf, MAX_SUBSCRIPTIONS } from './limits';
import { Refusal } from './refusal';
import { connectionRow, EXPIRES, subscriptionRow } from './rows';

/** The table with the connections and their subscriptions. */
export interface Store {
  /** The client through which the table is read and written. */
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;

  /** The name of the table. */
  readonly tableName: string;

  /** Waits, in milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** One connection of a client. */
export interface Connection {
  /** What API Gateway calls it. */
  readonly id: string;

  /** Since when it is open, in milliseconds since 1970. */
  readonly connectedAt: number;
}

const ATTEMPTS = 6;
const BACKOFF_MS = 25;

/** Notes a connection that begins. */
export async function addConnection(store: Store, connection: Connection): Promise<void> {
  const { id, connectedAt } = connection;
  await store.dynamodb.send(
    new PutItemCommand({
      TableName: store.tableName,
      Item: { ...connectionRow(id), [EXPIRES]: { N: String(expiryOf(connectedAt)) } },
    }),
  );
}

/**
 * Removes a connection and all its subscriptions. The row of the connection goes first: from then on
 * nothing can subscribe, and it names every subscription that there is.
 *
 * @param found prefixes under which the connection was met, should its own row be gone already
 */
export async function removeConnection(
  store: Store,
  connectionId: string,
  found: readonly string[] = [],
): Promise<void> {
  const { dynamodb, tableName: TableName } = store;
  const { Attributes } = await dynamodb.send(
    new DeleteItemCommand({ TableName, Key: connectionRow(connectionId), ReturnValues: 'ALL_OLD' }),
  );
  const prefixes = new Set([...(Attributes?.prefixes?.SS ?? []).map(unmark), ...found]);
  await Promise.all(
    [...prefixes].map((prefix) =>
      dynamodb.send(
        new DeleteItemCommand({ TableName, Key: subscriptionRow(prefix, connectionId) }),
      ),
    ),
  );
}

/**
 * Subscribes a connection to a prefix, once however often it is asked. Nothing is written unless the
 * connection is still there, so that a late message leaves no row behind.
 *
 * @throws Refusal when the connection is gone or has too many subscriptions
 */
export async function subscribe(
  store: Store,
  connection: Connection,
  prefix: string,
): Promise<void> {
  const { id, connectedAt } = connection;
  const subscription = {
    ...subscriptionRow(prefix, id),
    [EXPIRES]: { N: String(expiryOf(connectedAt)) },
  };
  await change(store, [
    {
      Update: {
        TableName: store.tableName,
        Key: connectionRow(id),
        UpdateExpression: 'ADD prefixes :prefixes',
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(prefixes) ' +
          'OR size(prefixes) < :most OR contains(prefixes, :prefix))',
        ExpressionAttributeValues: {
          ':prefixes': { SS: [mark(prefix)] },
          ':prefix': { S: mark(prefix) },
          ':most': { N: String(MAX_SUBSCRIPTIONS) },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    { Put: { TableName: store.tableName, Item: subscription } },
  ]);
}

/**
 * Ends a connection's subscription to a prefix; one that there is not is no error.
 *
 * @throws Refusal when the connection is gone
 */
export async function unsubscribe(
  store: Store,
  connectionId: string,
  prefix: string,
): Promise<void> {
  await change(store, [
    {
      Update: {
        TableName: store.tableName,
        Key: connectionRow(connectionId),
        UpdateExpression: 'DELETE prefixes :prefixes',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':prefixes': { SS: [mark(prefix)] } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    { Delete: { TableName: store.tableName, Key: subscriptionRow(prefix, connectionId) } },
  ]);
}

/** All of it or nothing; messages of one client that arrive together take turns. */
async function change(store: Store, TransactItems: TransactWriteItem[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await store.dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      const unmet = reasons.find(({ Code }) => Code === 'ConditionalCheckFailed');
      if (unmet !== undefined) throw refusalOf(unmet.Item !== undefined);
      const conflict = reasons.some(({ Code }) => Code === 'TransactionConflict');
      if (!conflict || attempt === ATTEMPTS) throw error;
    }
    await store.sleep(Math.random() * BACKOFF_MS * 2 ** attempt);
  }
}

function refusalOf(connected: boolean): Refusal {
  return new Refusal(
    connected
      ? `this connection has ${String(MAX_SUBSCRIPTIONS)} subscriptions, which is the most; unsubscribe from one`
      : 'this connection is closed; connect again',
  );
}

/** A set of DynamoDB holds no empty string, and the empty prefix is one. */
const mark = (prefix: string) => `/${prefix}`;
const unmark = (marked: string) => marked.slice(1);
