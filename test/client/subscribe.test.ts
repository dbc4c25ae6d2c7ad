import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../client/clock';
import { type Heard, subscribe, type SubscribeOptions } from '../../client/subscribe';

/** What becomes of one connection. */
type Talk = (socket: WebSocket, message: unknown) => void;
type Turn = number | Talk;

const http = createServer();
const sockets = new WebSocketServer({ noServer: true });
const connected: IncomingMessage['headers'][] = [];
const waits: number[] = [];
let turns: Turn[] = [];
let now = Date.parse('2026-11-24T00:00:00Z');

http.on('upgrade', (request, stream, head) => {
  connected.push(request.headers);
  const turn = turns[Math.min(connected.length, turns.length) - 1];
  if (typeof turn === 'number') {
    stream.end(`HTTP/1.1 ${String(turn)} No\r\nContent-Length: 0\r\n\r\n`);
    return;
  }
  sockets.handleUpgrade(request, stream, head, (socket) => {
    socket.on('message', (data: Buffer) => turn?.(socket, JSON.parse(data.toString())));
  });
});

beforeAll(async () => {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
});

beforeEach(() => {
  connected.length = waits.length = 0;
});

afterAll(() => {
  for (const socket of sockets.clients) socket.terminate();
  http.close();
});

const clock: Clock = {
  now: () => now,
  random: () => 0.5,
  sleep: (ms) => {
    waits.push(ms);
    now += 1000;
    return Promise.resolve();
  },
};

const change = (key: string) => ({ type: 'created', key, sequencer: '1', time: 'now' });

/** Acknowledges the subscription and tells of objects. */
const tell =
  (...keys: string[]): Talk =>
  (socket, message) => {
    expect(message).toEqual({ action: 'subscribe', prefix: 'a/' });
    for (const one of [{ type: 'subscribed', prefix: 'a/' }, ...keys.map(change)]) {
      socket.send(JSON.stringify(one));
    }
  };

const tellAndEnd =
  (...keys: string[]): Talk =>
  (socket, message) => {
    tell(...keys)(socket, message);
    socket.close();
  };

function subscription(options: Partial<SubscribeOptions> = {}) {
  const endpoint = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}/v1`;
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
  return subscribe({ endpoint, region: 'eu-west-1', credentials, ...options }, 'a/', clock);
}

async function hear(count: number, options?: Partial<SubscribeOptions>): Promise<Heard[]> {
  const heard: Heard[] = [];
  for await (const one of subscription(options)) {
    heard.push(one);
    if (heard.length === count) break;
  }
  return heard;
}

test('hears of changes once it is told that it is subscribed', async () => {
  turns = [tell('a/1', 'a/2')];
  expect(await hear(3)).toEqual([{ type: 'subscribed' }, change('a/1'), change('a/2')]);
});

test('connects again, signed anew, and says that something may have been missed', async () => {
  turns = [tellAndEnd('a/1'), tell('a/2')];
  const heard = await hear(4);
  expect(heard.map(({ type }) => type)).toEqual(['subscribed', 'created', 'subscribed', 'created']);
  const dates = connected.map((headers) => headers['x-amz-date']);
  expect(new Set(dates).size).toBe(2);
  for (const { authorization } of connected) expect(authorization).toContain('/execute-api/');
});

test('begins to count anew once it was subscribed', async () => {
  turns = [503, 503, 503, tellAndEnd(), 503, 503, tell('a/1')];
  expect((await hear(3)).at(-1)).toEqual(change('a/1'));
  expect(waits).toEqual([100, 200, 400, 100, 200, 400]);
});

test.each([
  ['is refused', 503, { name: 'ApiError', status: 503 }],
  [
    'is lost before it is subscribed',
    (socket: WebSocket) => {
      socket.terminate();
    },
    { name: 'ConnectionError' },
  ],
])('gives up after four connections in a row of which each %s', async (_, turn, error) => {
  turns = [turn];
  await expect(hear(1)).rejects.toMatchObject(error);
  expect(connected).toHaveLength(4);
});

test('gives up a connection that never says that it is subscribed', async () => {
  turns = [() => undefined, tell()];
  expect(await hear(1, { attemptTimeoutMs: 50 })).toEqual([{ type: 'subscribed' }]);
  expect(connected).toHaveLength(2);
});

test('gives up at once when its signature is refused', async () => {
  turns = [403];
  await expect(hear(1)).rejects.toMatchObject({ name: 'ApiError', status: 403 });
  expect(connected).toHaveLength(1);
});

test('gives up at once when the prefix is refused', async () => {
  turns = [
    (socket) => {
      socket.send(JSON.stringify({ type: 'error', message: 'no such prefix' }));
    },
  ];
  await expect(hear(1)).rejects.toMatchObject({ status: 400, detail: 'no such prefix' });
  expect(connected).toHaveLength(1);
});

describe('while nothing changes', () => {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date', 'performance', 'hrtime'],
    });
  });

  afterEach(() => jest.useRealTimers());

  test('subscribes again, so that the connection is not idle, and says nothing of it', async () => {
    let times = 0;
    turns = [
      (socket) => {
        times += 1;
        socket.send(JSON.stringify({ type: 'subscribed', prefix: 'a/' }));
        if (times === 2) socket.send(JSON.stringify(change('a/1')));
      },
    ];
    const changes = subscription();
    await changes.next();
    const next = changes.next();
    jest.advanceTimersByTime(4 * 60_000);
    expect((await next).value).toEqual(change('a/1'));
    expect(connected).toHaveLength(1);
    await changes.return();
  });

  test('notices that the other end is gone, and connects again', async () => {
    let times = 0;
    turns = [
      (socket, message) => {
        times += 1;
        if (times === 1) tell()(socket, message);
        else jest.advanceTimersByTime(30_000);
      },
      tell(),
    ];
    const changes = subscription();
    await changes.next();
    const next = changes.next();
    jest.advanceTimersByTime(4 * 60_000);
    expect((await next).value).toEqual({ type: 'subscribed' });
    expect(connected).toHaveLength(2);
    await changes.return();
  });
});

test('says nothing of what it does not know', async () => {
  turns = [
    (socket, message) => {
      socket.send(JSON.stringify({ message: 'Internal server error', requestId: 'r' }));
      tell('a/1')(socket, message);
    },
  ];
  expect((await hear(2)).map(({ type }) => type)).toEqual(['subscribed', 'created']);
});

test('ends with the reason of its signal', async () => {
  turns = [tell()];
  const controller = new AbortController();
  const changes = subscription({ signal: controller.signal });
  await changes.next();
  controller.abort(new Error('enough'));
  await expect(changes.next()).rejects.toThrow('enough');
});

test('ends the connection when its reader leaves', async () => {
  const ended = new Promise((resolve) => {
    turns = [
      (socket) => {
        socket.once('close', resolve);
        socket.send(JSON.stringify({ type: 'subscribed', prefix: 'a/' }));
      },
    ];
  });
  await hear(1);
  await ended;
});
