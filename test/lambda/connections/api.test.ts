import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';

import { answer } from '../../../lambda/connections/api';
import type { LogEntry } from '../../../lambda/connections/log';
import { cancelled, Table } from './table';

const CONNECTED_AT = 1_790_000_000_000;

let table: Table;
let log: LogEntry[];

beforeEach(() => {
  table = new Table();
  log = [];
});

const usual = (routeKey: string): 'CONNECT' | 'DISCONNECT' | 'MESSAGE' =>
  routeKey === '$connect' ? 'CONNECT' : routeKey === '$disconnect' ? 'DISCONNECT' : 'MESSAGE';

/** What API Gateway calls the function with. */
function eventOf(
  routeKey: string,
  body?: unknown,
  connectionId = 'c1',
  eventType = usual(routeKey),
) {
  const event: APIGatewayProxyWebsocketEventV2 = {
    isBase64Encoded: false,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    requestContext: {
      apiId: 'api',
      connectedAt: CONNECTED_AT,
      connectionId,
      domainName: 'api.execute-api.eu-west-1.amazonaws.com',
      eventType,
      extendedRequestId: 'x',
      messageDirection: 'IN',
      messageId: 'm',
      requestId: 'r',
      requestTime: '',
      requestTimeEpoch: CONNECTED_AT,
      routeKey,
      stage: 'v1',
    },
  };
  return event;
}

async function send(routeKey: string, body?: unknown, connectionId?: string): Promise<unknown> {
  const dependencies = { store: table.store, log: (entry: LogEntry) => log.push(entry) };
  const reply = await answer(dependencies, eventOf(routeKey, body, connectionId));
  expect(reply).toMatchObject({ statusCode: 200 });
  return typeof reply === 'object' && reply.body !== undefined ? JSON.parse(reply.body) : undefined;
}

test('keeps a connection until API Gateway has ended it for certain', async () => {
  expect(await send('$connect')).toBeUndefined();
  expect(table.rows.get('connection#c1|connection')).toMatchObject({
    expires: { N: String(CONNECTED_AT / 1000 + 7200 + 300) },
  });
});

test('notes a subscription under its prefix and with its connection, and acknowledges it', async () => {
  await send('$connect');
  expect(await send('subscribe', { prefix: 'a/b/' })).toEqual({
    type: 'subscribed',
    prefix: 'a/b/',
  });
  expect(await send('subscribe', { prefix: '' })).toEqual({ type: 'subscribed', prefix: '' });
  expect(table.named('prefix#')).toEqual(['prefix#a/b/|c1', 'prefix#|c1']);
  expect(table.rows.get('connection#c1|connection')?.prefixes?.SS).toEqual(['/a/b/', '/']);
  expect(table.rows.get('prefix#a/b/|c1')?.expires).toEqual(
    table.rows.get('connection#c1|connection')?.expires,
  );
});

test.each([
  ['$connect', 'MESSAGE'],
  ['$disconnect', 'MESSAGE'],
  ['subscribe', 'CONNECT'],
  ['$disconnect', 'CONNECT'],
] as const)('changes nothing for the route %s in an event %s', async (routeKey, eventType) => {
  await send('$connect');
  await send('subscribe', { prefix: 'a/' });
  const before = JSON.stringify([...table.rows]);
  const event = eventOf(routeKey, { action: routeKey, prefix: 'b/' }, 'c1', eventType);
  const dependencies = { store: table.store, log: (entry: LogEntry) => log.push(entry) };
  expect(await answer(dependencies, event)).toMatchObject({
    statusCode: 200,
    body: expect.stringContaining('unknown action') as string,
  });
  expect(JSON.stringify([...table.rows])).toBe(before);
});

test('ends one subscription and keeps the others', async () => {
  await send('$connect');
  await send('subscribe', { prefix: 'a/' });
  await send('subscribe', { prefix: 'b/' });
  expect(await send('unsubscribe', { prefix: 'a/' })).toEqual({
    type: 'unsubscribed',
    prefix: 'a/',
  });
  expect(table.named('prefix#')).toEqual(['prefix#b/|c1']);
  expect(table.rows.get('connection#c1|connection')?.prefixes?.SS).toEqual(['/b/']);
});

test('leaves nothing of a connection that ends, and everything of the others', async () => {
  await send('$connect');
  await send('$connect', undefined, 'c2');
  await send('subscribe', { prefix: '' });
  await send('subscribe', { prefix: 'a/' });
  await send('subscribe', { prefix: 'a/' }, 'c2');
  await send('$disconnect');
  expect(table.named('')).toEqual(['connection#c2|connection', 'prefix#a/|c2']);
});

test.each(['subscribe', 'unsubscribe'])(
  'leaves no row when a %s comes after the connection has ended',
  async (action) => {
    await send('$connect');
    await send('$disconnect');
    expect(await send(action, { prefix: 'a/' })).toEqual({
      type: 'error',
      message: 'this connection is closed; connect again',
    });
    expect(table.named('')).toEqual([]);
  },
);

test('refuses the fifty-first prefix of a connection, and takes one of the fifty again', async () => {
  await send('$connect');
  for (let index = 0; index < 50; index += 1)
    await send('subscribe', { prefix: `${String(index)}/` });
  expect(await send('subscribe', { prefix: '50/' })).toMatchObject({
    message: 'this connection has 50 subscriptions, which is the most; unsubscribe from one',
  });
  expect(await send('subscribe', { prefix: '7/' })).toMatchObject({ type: 'subscribed' });
  expect(table.named('prefix#')).toHaveLength(50);
});

test('takes turns with another message of the same client', async () => {
  await send('$connect');
  table.failures.push(cancelled([{ Code: 'TransactionConflict' }, { Code: 'None' }]));
  expect(await send('subscribe', { prefix: 'a/' })).toMatchObject({ type: 'subscribed' });
});

test('gives up after six turns, and fails', async () => {
  await send('$connect');
  const conflict = cancelled([{ Code: 'TransactionConflict' }]);
  table.failures.push(...Array.from({ length: 6 }, () => conflict));
  await expect(send('subscribe', { prefix: 'a/' })).rejects.toBe(conflict);
  expect(table.failures).toEqual([]);
});

test.each([
  ['$default', { action: 'dance' }],
  ['$default', 'no JSON'],
  ['$default', 'null'],
  ['dance', { action: 'dance' }],
])('answers %s with the message %j that the action is unknown', async (route, body) => {
  expect(await send(route, body)).toEqual({
    type: 'error',
    message: 'unknown action; send {"action":"subscribe","prefix":"reports/"} or "unsubscribe"',
  });
});

test('refuses what is no prefix, and says why', async () => {
  await send('$connect');
  expect(await send('subscribe', { prefix: 'a' })).toMatchObject({ type: 'error' });
  expect(await send('subscribe')).toMatchObject({
    message: 'prefix is no string; give "" for every object, or folders as in "reports/2026/"',
  });
});

test('fails when the table does, so that alarms see it and the client is told', async () => {
  table.failures.push(new Error('the table is gone'));
  await expect(send('$connect')).rejects.toThrow('the table is gone');
  expect(log).toEqual([
    expect.objectContaining({ level: 'ERROR', route: '$connect', reason: 'the table is gone' }),
  ]);
});

test('logs one line about each event, and no prefix', async () => {
  await send('$connect');
  await send('subscribe', { prefix: 'secret/' });
  await send('subscribe', { prefix: 'secret' });
  expect(log.map(({ level, route }) => [level, route])).toEqual([
    ['INFO', '$connect'],
    ['INFO', 'subscribe'],
    ['WARN', 'subscribe'],
  ]);
  expect(JSON.stringify(log)).not.toContain('secret');
});
