import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

import { changeRow, EXPIRES } from '../connections/rows';
import type { Store } from '../connections/store';
import type { Change } from './change';

/** How long it is remembered who was told of a change, in seconds: longer than Lambda keeps an event. */
const REMEMBERED_SECONDS = 24 * 60 * 60;

/** What there is to do about a change. */
export type Claim =
  /** It is ours to tell, to all but those who have been told. */
  | { readonly outcome: 'claimed'; readonly told: ReadonlySet<string> }
  /** Everybody was told. */
  | { readonly outcome: 'done' }
  /** Another invocation is at it. */
  | { readonly outcome: 'busy' };

/**
 * Takes charge of a change, so that of two invocations with the same event one tells the subscribers.
 *
 * @param until when the charge ends should this invocation end without a word, in milliseconds
 */
export async function claim(
  store: Store,
  change: Change,
  now: number,
  until: number,
): Promise<Claim> {
  try {
    const { Attributes } = await store.dynamodb.send(
      new UpdateItemCommand({
        TableName: store.tableName,
        Key: changeRow(change.key, change.sequencer),
        UpdateExpression: 'SET lease = :until, #expires = :expires',
        ConditionExpression:
          'attribute_not_exists(done) AND (attribute_not_exists(lease) OR lease < :now)',
        ExpressionAttributeNames: { '#expires': EXPIRES },
        ExpressionAttributeValues: {
          ':until': { N: String(until) },
          ':now': { N: String(now) },
          ':expires': { N: String(Math.ceil(now / 1000) + REMEMBERED_SECONDS) },
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { outcome: 'claimed', told: new Set(Attributes?.told?.SS) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { outcome: error.Item?.done === undefined ? 'busy' : 'done' };
  }
}

/** Notes that everybody was told. */
export async function finish(store: Store, change: Change): Promise<void> {
  await store.dynamodb.send(
    new UpdateItemCommand({
      TableName: store.tableName,
      Key: changeRow(change.key, change.sequencer),
      UpdateExpression: 'SET done = :true REMOVE lease, told',
      ExpressionAttributeValues: { ':true': { BOOL: true } },
    }),
  );
}

/** Notes who was told, and leaves the others to the next attempt. */
export async function release(
  store: Store,
  change: Change,
  told: readonly string[],
): Promise<void> {
  await store.dynamodb.send(
    new UpdateItemCommand({
      TableName: store.tableName,
      Key: changeRow(change.key, change.sequencer),
      ...(told.length === 0
        ? { UpdateExpression: 'REMOVE lease' }
        : {
            UpdateExpression: 'ADD told :told REMOVE lease',
            ExpressionAttributeValues: { ':told': { SS: [...told] } },
          }),
    }),
  );
}
