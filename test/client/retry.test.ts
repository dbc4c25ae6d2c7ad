import { once } from 'node:events';
import { ApiError, ConnectionError } from '../../client/errors';
import { answer, FaultyApi, problem, reset, silence } from './server';

let api: FaultyApi;

beforeEach(async () => {
  api = new FaultyApi();
  await api.start();
});

afterEach(() => api.stop());

const put = () => api.client().put('a', 'body');

describe('tries again', () => {
  test('after 429, when the time that Retry-After asks for is over', async () => {
    api.turns = [problem(429, { 'retry-after': '3' }), answer(200, { etag: '"e"' })];
    expect(await put()).toEqual({ etag: '"e"' });
    expect(api.waits).toEqual([3000 + 0.5 * 200]);
  });

  test('after a Retry-After that is a date', async () => {
    const date = new Date(api.now + 5000).toUTCString();
    api.turns = [problem(503, { 'retry-after': date }), answer(200)];
    await put();
    expect(api.waits).toEqual([5000 + 0.5 * 200]);
  });

  test.each([
    ['500', problem(500)],
    ['503', problem(503)],
    ['a connection that was reset', reset],
    ['an answer that breaks off', cutOff],
  ])('after %s, with the same body', async (_, fault) => {
    api.turns = [fault, fault, answer(200)];
    await put();
    expect(api.received.map(({ body }) => body.toString())).toEqual(['body', 'body', 'body']);
  });

  test('after an attempt that took too long', async () => {
    api.turns = [silence, answer(200)];
    await api.client({ attemptTimeoutMs: 50 }).put('a', '');
    expect(api.received).toHaveLength(2);
  });

  test('after waits that double, drawn from zero on', async () => {
    api.turns = [reset, reset, reset, answer(200)];
    await put();
    expect(api.waits).toEqual([100, 200, 400]);
    api.random = 0;
    api.waits.length = api.received.length = 0;
    await put();
    expect(api.waits).toEqual([0, 0, 0]);
  });
});

describe('gives up', () => {
  test('after four attempts, with the last error', async () => {
    api.turns = [reset, problem(503)];
    await expect(put()).rejects.toMatchObject({ name: 'ApiError', status: 503 });
    expect(api.received).toHaveLength(4);
  });

  test('when nobody listens', async () => {
    const client = api.client();
    await api.stop();
    await expect(client.head('a')).rejects.toThrow(ConnectionError);
    expect(api.waits).toHaveLength(3);
    await api.start();
  });

  test('when the total time ends before the wait would', async () => {
    api.turns = [problem(429, { 'retry-after': '60' })];
    const call = api.client().put('a', '', { totalTimeoutMs: 59_000 });
    await expect(call).rejects.toMatchObject({ status: 429, retryAfterMs: 60_000 });
    expect(api.waits).toEqual([]);
  });

  test('when the total time ends during an attempt', async () => {
    api.turns = [silence];
    const call = api.client().get('a', { totalTimeoutMs: 50 });
    await expect(call).rejects.toThrow('no whole answer within 50 ms');
  });

  test.each([400, 403, 404, 412, 413])('at once after %d', async (status) => {
    api.turns = [problem(status)];
    await expect(put()).rejects.toThrow(ApiError);
    expect(api.received).toHaveLength(1);
  });

  test('at once when there are no credentials', async () => {
    const credentials = () => Promise.reject(new Error('no credentials'));
    await expect(api.client({ credentials }).head('a')).rejects.toThrow('no credentials');
    expect(api.waits).toEqual([]);
  });
});

describe('a conditional change, which may have taken effect unheard', () => {
  const changes = () => {
    const client = api.client();
    return [
      () => client.put('a', '', { ifNoneMatch: '*' }),
      () => client.put('a', '', { ifMatch: '"e"' }),
      () => client.delete('a', { ifMatch: '"e"' }),
    ];
  };

  test.each([
    ['500', problem(500)],
    ['503', problem(503, { 'retry-after': '1' })],
    ['a connection that was reset', reset],
  ])('is not sent again after %s', async (_, fault) => {
    api.turns = [fault, answer(412)];
    for (const change of changes()) {
      api.received.length = 0;
      await expect(change()).rejects.not.toMatchObject({ status: 412 });
      expect(api.received).toHaveLength(1);
    }
  });

  test('is sent again after 429, which was answered before anything ran', async () => {
    for (const change of changes()) {
      api.received.length = 0;
      api.turns = [problem(429), answer(200)];
      await change();
      expect(api.received).toHaveLength(2);
    }
  });
});

describe('a signal', () => {
  test('ends an attempt with its own reason, and no further one is made', async () => {
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    api.turns = [
      () => {
        controller.abort(reason);
      },
    ];
    const call = api.client().get('a', { signal: controller.signal });
    await expect(call).rejects.toBe(reason);
    expect(api.received).toHaveLength(1);
  });

  test('ends a wait', async () => {
    const controller = new AbortController();
    api.turns = [
      (response, request) => {
        void once(response, 'finish').then(() => {
          controller.abort(new Error('enough'));
        });
        problem(503)(response, request);
      },
    ];
    const call = api.client().get('a', { signal: controller.signal });
    await expect(call).rejects.toThrow('enough');
    expect(api.received).toHaveLength(1);
  });

  test('that has aborted already lets nothing be sent', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(api.client().get('a', { signal })).rejects.toThrow('too late');
    expect(api.received).toHaveLength(0);
  });
});

/** Promises ten bytes and sends three. */
function cutOff(response: Parameters<typeof reset>[0]): void {
  response.writeHead(200, { 'content-length': '10' });
  response.write('abc', () => response.destroy());
}
