import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The key of a row, as DynamoDB takes it. */
export type RowKey = Record<'pk' | 'sk', AttributeValue.SMember>;

/** The name of the attribute with the time at which DynamoDB may delete a row. */
export const EXPIRES = 'expires';

/** The row of a connection, which holds the set of its prefixes. */
export const connectionRow = (connectionId: string): RowKey => ({
  pk: { S: `connection#${connectionId}` },
  sk: { S: 'connection' },
});

/** The partition with every subscription to a prefix. */
export const subscriptionPartition = (prefix: string): AttributeValue.SMember => ({
  S: `prefix#${prefix}`,
});

/** The row of one connection's subscription to a prefix. */
export const subscriptionRow = (prefix: string, connectionId: string): RowKey => ({
  pk: subscriptionPartition(prefix),
  sk: { S: connectionId },
});

/** The row of a change of an object, which says who has been told of it. */
export const changeRow = (key: string, sequencer: string): RowKey => ({
  pk: { S: `change#${key}` },
  sk: { S: sequencer },
});
