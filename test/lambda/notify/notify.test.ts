import {
  GoneException,
  LimitExceededException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

import type { LogEntry } from '../../../lambda/connections/log';
import { addConnection, removeConnection, subscribe } from '../../../lambda/connections/store';
import type { Change } from '../../../lambda/notify/change';
import { type Dependencies, notify } from '../../../lambda/notify/notify';
import { Table } from '../connections/table';

const NOW = 1_790_000_000_000;
const CHANGE: Change = { type: 'created', key: 'a/b/c.txt', sequencer: '01', time: 'now' };

let table: Table;
let log: LogEntry[];
let heard: Map<string, Change[]>;
let gone: Set<string>;
/** What the next messages fail with instead of arriving. */
let failures: Error[];
let now: number;
let underWay: number;
let mostUnderWay: number;

beforeEach(() => {
  table = new Table();
  log = [];
  heard = new Map();
  gone = new Set();
  failures = [];
  now = NOW;
  underWay = 0;
  mostUnderWay = 0;
});

/** API Gateway, as far as it is needed to hand a message to a client. */
async function post(command: object): Promise<object> {
  underWay += 1;
  mostUnderWay = Math.max(mostUnderWay, underWay);
  await new Promise((resolve) => setImmediate(resolve));
  underWay -= 1;
  if (!(command instanceof PostToConnectionCommand)) throw new Error('no such command');
  const { ConnectionId = '', Data } = command.input;
  const failure = failures.shift();
  if (failure !== undefined) throw failure;
  if (gone.has(ConnectionId)) throw new GoneException({ message: '', $metadata: {} });
  const change = JSON.parse(Buffer.from(Data as Uint8Array).toString()) as Change;
  heard.set(ConnectionId, [...(heard.get(ConnectionId) ?? []), change]);
  return {};
}

async function tell(change = CHANGE, seconds = 45): Promise<void> {
  const dependencies: Dependencies = {
    store: table.store,
    management: { send: post as Dependencies['management']['send'] },
    log: (entry) => log.push(entry),
    now: () => now,
  };
  await notify(dependencies, change, now + seconds * 1000);
}

async function client(id: string, ...prefixes: string[]): Promise<void> {
  const connection = { id, connectedAt: NOW };
  await addConnection(table.store, connection);
  for (const prefix of prefixes) await subscribe(table.store, connection, prefix);
}

const busy = () => new LimitExceededException({ message: 'slow down', $metadata: {} });
const counts = () => Object.fromEntries([...heard].map(([id, all]) => [id, all.length]));

test('tells exactly those whose prefix begins the key', async () => {
  await client('everything', '');
  await client('above', 'a/');
  await client('folder', 'a/b/');
  await client('beside', 'a/bb/', 'b/', 'a/b/c/');
  await client('nothing');
  await tell();
  expect(counts()).toEqual({ everything: 1, above: 1, folder: 1 });
  expect(heard.get('above')).toEqual([CHANGE]);
});

test('tells a client once although several of its prefixes match', async () => {
  await client('c1', '', 'a/', 'a/b/');
  await tell();
  expect(counts()).toEqual({ c1: 1 });
});

test('reads every page of the subscribers', async () => {
  for (let index = 0; index < 7; index += 1) await client(`c${String(index)}`, 'a/');
  await tell();
  expect(heard.size).toBe(7);
});

test('tells nobody whose row has expired and is not deleted yet', async () => {
  await client('c1', 'a/');
  now += 2 * 3600 * 1000 + 5 * 60 * 1000;
  await tell();
  expect(counts()).toEqual({});
});

test('writes nothing down when there is nobody to tell', async () => {
  await tell();
  expect(table.rows.size).toBe(0);
  expect(log).toEqual([]);
});

test('forgets a connection that is gone, with all its subscriptions, and tells the others', async () => {
  await client('dead', 'a/', 'z/');
  await client('alive', 'a/');
  gone.add('dead');
  await tell();
  expect(counts()).toEqual({ alive: 1 });
  expect([...table.named('connection#'), ...table.named('prefix#')]).toEqual([
    'connection#alive|connection',
    'prefix#a/|alive',
  ]);
});

test('forgets a subscription whose connection left it behind', async () => {
  await client('dead', 'a/', 'a/b/');
  table.rows.delete('connection#dead|connection');
  gone.add('dead');
  await tell();
  expect(table.named('prefix#')).toEqual([]);
});

test('is done although a connection that is gone could not be forgotten', async () => {
  await client('dead', 'a/');
  gone.add('dead');
  const query = table.store.dynamodb.send.bind(table.store.dynamodb);
  jest
    .spyOn(table.store.dynamodb, 'send')
    .mockImplementation(((command: object) =>
      command.constructor.name === 'DeleteItemCommand'
        ? Promise.reject(new Error('throttled'))
        : query(command as never)) as never);
  await tell();
  expect(log).toEqual([expect.objectContaining({ gone: 1, missed: 0, reason: 'throttled' })]);
});

test('tells nobody again when the event comes a second time', async () => {
  await client('c1', 'a/');
  await tell();
  await tell();
  expect(counts()).toEqual({ c1: 1 });
});

test('tells of the next change of the same key', async () => {
  await client('c1', 'a/');
  await tell();
  await tell({ ...CHANGE, sequencer: '02' });
  expect(counts()).toEqual({ c1: 2 });
});

test('lets one of two invocations with the same event tell, and the other try again', async () => {
  await client('c1', 'a/');
  const results = await Promise.allSettled([tell(), tell()]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await tell();
  expect(counts()).toEqual({ c1: 1 });
});

test('fails when somebody was not told, and tells only the others when it is tried again', async () => {
  for (const id of ['c1', 'c2', 'c3']) await client(id, 'a/');
  failures.push(busy());
  await expect(tell()).rejects.toThrow('1 of 3 connections were not told');
  expect(log).toEqual([expect.objectContaining({ level: 'ERROR', told: 2, missed: 1 })]);
  await tell();
  expect(counts()).toEqual({ c1: 1, c2: 1, c3: 1 });
  await tell();
  expect(counts()).toEqual({ c1: 1, c2: 1, c3: 1 });
});

test('fails when nobody was told, and tells everybody when it is tried again', async () => {
  await client('c1', 'a/');
  failures.push(busy());
  await expect(tell()).rejects.toThrow('1 of 1 connections were not told');
  await tell();
  expect(counts()).toEqual({ c1: 1 });
});

test('begins no message in the last seconds, so that it can write down who was told', async () => {
  await client('c1', 'a/');
  await expect(tell(CHANGE, 12)).rejects.toThrow('1 of 1 connections were not told');
  expect(counts()).toEqual({});
  await tell();
  expect(counts()).toEqual({ c1: 1 });
});

test('takes over when an invocation ended without a word, once its time is up', async () => {
  await client('c1', 'a/');
  table.rows.set('change#a/b/c.txt|01', {
    pk: { S: 'change#a/b/c.txt' },
    sk: { S: '01' },
    lease: { N: String(NOW + 45_000) },
  });
  await expect(tell()).rejects.toThrow('another invocation is telling of this change');
  now += 45_001;
  await tell();
  expect(counts()).toEqual({ c1: 1 });
});

test('has no more than 25 messages under way', async () => {
  for (let index = 0; index < 60; index += 1) await client(`c${String(index)}`, 'a/');
  await tell();
  expect(mostUnderWay).toBe(25);
});

test('logs no key', async () => {
  await client('c1', 'a/');
  await tell();
  expect(log).toHaveLength(1);
  expect(JSON.stringify(log)).not.toContain('c.txt');
});

test('loses no change and tells none twice: 200 clients, 50 changes, each event thrice, failures', async () => {
  table.pageSize = 60;
  const clients = Array.from({ length: 200 }, (_, index) => `c${String(index)}`);
  for (const id of clients) await client(id, 'a/', 'a/b/');
  const leaver = 'c7';
  const changes = Array.from({ length: 50 }, (_, index) => ({
    ...CHANGE,
    sequencer: String(index),
  }));
  failures.push(...Array.from({ length: 500 }, busy));
  const untilDone = async (change: Change): Promise<void> => {
    // As Lambda does: again until it does not fail; here without its limit of three.
    for (;;) {
      const done = await tell(change).then(
        () => true,
        () => false,
      );
      if (done) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const events = changes.flatMap((change) => [change, change, change]);
  const telling = Promise.all(events.map(untilDone));
  await removeConnection(table.store, leaver);
  await telling;
  const wanted = changes.map(({ sequencer }) => sequencer).sort();
  for (const id of clients.filter((one) => one !== leaver)) {
    expect(
      heard
        .get(id)
        ?.map(({ sequencer }) => sequencer)
        .sort(),
    ).toEqual(wanted);
  }
  expect(new Set(heard.get(leaver)).size).toBe(heard.get(leaver)?.length ?? 0);
});
