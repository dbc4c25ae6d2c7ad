import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

import type { Store } from '../../../lambda/connections/store';

type Row = Record<string, AttributeValue>;
type Key = Record<string, AttributeValue> | undefined;
type Values = Record<string, AttributeValue> | undefined;

const nameOf = (key: Key) => `${key?.pk?.S ?? ''}|${key?.sk?.S ?? ''}`;

/**
 * A table in memory that understands the very expressions that are sent to it, and no other: one that
 * is changed must be changed here as well, where it is seen what it means.
 */
export class Table {
  /** The rows by partition and sort key. */
  readonly rows = new Map<string, Row>();

  /** What the next calls throw instead of working. */
  readonly failures: Error[] = [];

  /** Rows of a page of a query. */
  pageSize = 2;

  /** The store that uses this table and does not sleep. */
  readonly store: Store = {
    dynamodb: { send: ((command: object) => this.run(command)) as DynamoDBClient['send'] },
    tableName: 'table',
    sleep: () => Promise.resolve(),
  };

  /** The names of the rows whose partition begins so. */
  named(start: string): string[] {
    return [...this.rows.keys()].filter((name) => name.startsWith(start)).sort();
  }

  private async run(command: object): Promise<object> {
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    if (command instanceof PutItemCommand) return this.put(command.input.Item);
    if (command instanceof DeleteItemCommand) {
      const Attributes = this.rows.get(nameOf(command.input.Key));
      this.rows.delete(nameOf(command.input.Key));
      return { Attributes };
    }
    if (command instanceof UpdateItemCommand) {
      const { Key, UpdateExpression, ConditionExpression, ExpressionAttributeValues } =
        command.input;
      const before = this.rows.get(nameOf(Key));
      if (!meets(before, ConditionExpression, ExpressionAttributeValues)) {
        throw new ConditionalCheckFailedException({ message: 'no', $metadata: {}, Item: before });
      }
      return { Attributes: this.update(Key, UpdateExpression, ExpressionAttributeValues) };
    }
    if (command instanceof QueryCommand) return this.query(command);
    if (command instanceof TransactWriteItemsCommand) return this.transact(command);
    throw new Error(`the table does not know ${command.constructor.name}`);
  }

  private put(item: Row = {}): object {
    this.rows.set(nameOf(item), item);
    return {};
  }

  private update(key: Key, expression = '', values: Values): Row {
    const row: Row = { ...key, ...this.rows.get(nameOf(key)) };
    this.rows.set(nameOf(key), row);
    const set = (name: string, of: string) => {
      const value = values?.[of];
      if (value !== undefined) row[name] = value;
    };
    const add = (name: string, of: string, sign: 1 | -1) => {
      const given = values?.[of]?.SS ?? [];
      const kept = (row[name]?.SS ?? []).filter((one) => !given.includes(one));
      row[name] = { SS: sign === 1 ? [...kept, ...given] : kept };
      if (row[name].SS.length === 0) Reflect.deleteProperty(row, name);
    };
    const drop = (name: string) => Reflect.deleteProperty(row, name);
    switch (expression) {
      case 'ADD prefixes :prefixes':
        add('prefixes', ':prefixes', 1);
        break;
      case 'DELETE prefixes :prefixes':
        add('prefixes', ':prefixes', -1);
        break;
      case 'SET lease = :until, #expires = :expires':
        set('lease', ':until');
        set('expires', ':expires');
        break;
      case 'SET done = :true REMOVE lease, told':
        set('done', ':true');
        drop('lease');
        drop('told');
        break;
      case 'ADD told :told REMOVE lease':
        add('told', ':told', 1);
        drop('lease');
        break;
      case 'REMOVE lease':
        drop('lease');
        break;
      default:
        throw new Error(`the table does not know ${expression}`);
    }
    return row;
  }

  private query({ input }: QueryCommand): object {
    expect(input).toMatchObject({ ConsistentRead: true, FilterExpression: '#expires > :now' });
    const partition = input.ExpressionAttributeValues?.[':prefix']?.S ?? '';
    const now = Number(input.ExpressionAttributeValues?.[':now']?.N);
    const names = this.named(`${partition}|`);
    const from = names.indexOf(nameOf(input.ExclusiveStartKey)) + 1;
    const page = names.slice(from, from + this.pageSize).map((name) => this.rows.get(name));
    const last = from + this.pageSize < names.length ? page.at(-1) : undefined;
    return {
      Items: page.filter((row) => Number(row?.expires?.N) > now),
      LastEvaluatedKey: last,
    };
  }

  private transact({ input }: TransactWriteItemsCommand): object {
    const items = input.TransactItems ?? [];
    const unmet = items.map(({ Update }) => {
      const before = this.rows.get(nameOf(Update?.Key));
      return meets(before, Update?.ConditionExpression, Update?.ExpressionAttributeValues)
        ? { Code: 'None' }
        : { Code: 'ConditionalCheckFailed', Item: before };
    });
    if (unmet.some(({ Code }) => Code !== 'None')) throw cancelled(unmet);
    for (const { Update, Put, Delete } of items) {
      if (Update)
        this.update(Update.Key, Update.UpdateExpression, Update.ExpressionAttributeValues);
      if (Put) this.put(Put.Item);
      if (Delete) this.rows.delete(nameOf(Delete.Key));
    }
    return {};
  }
}

/** How DynamoDB refuses a transaction. */
export function cancelled(CancellationReasons: { Code: string; Item?: Row }[]): Error {
  return new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons });
}

function meets(row: Row | undefined, condition: string | undefined, values: Values): boolean {
  const lease = Number(row?.lease?.N ?? 0);
  const prefixes = row?.prefixes?.SS ?? [];
  switch (condition) {
    case undefined:
      return true;
    case 'attribute_exists(pk)':
      return row !== undefined;
    case 'attribute_not_exists(done) AND (attribute_not_exists(lease) OR lease < :now)':
      return row?.done === undefined && lease < Number(values?.[':now']?.N);
    case 'attribute_exists(pk) AND (attribute_not_exists(prefixes) OR size(prefixes) < :most OR contains(prefixes, :prefix))':
      return (
        row !== undefined &&
        (prefixes.length < Number(values?.[':most']?.N) ||
          prefixes.includes(values?.[':prefix']?.S ?? ''))
      );
    default:
      throw new Error(`the table does not know ${condition}`);
  }
}
