import { FaultyApi, problem, reset, type Turn } from './server';

let api: FaultyApi;

beforeEach(async () => {
  api = new FaultyApi();
  await api.start();
});

afterEach(() => api.stop());

/** Deletes every key but those that end with `!`. */
const deletes: Turn = (response, { body }) => {
  const { keys } = JSON.parse(body.toString()) as { keys: string[] };
  const failed = keys.filter((key) => key.endsWith('!')).map((key) => ({ key, detail: 'no' }));
  const deleted = keys.filter((key) => !key.endsWith('!'));
  response.end(JSON.stringify({ deleted, failed }));
};

const asked = () => api.received.map(({ body }) => JSON.parse(body.toString()) as unknown);

test('deletes a thousand objects per request, in order, each once', async () => {
  api.turns = [deletes];
  const keys = Array.from({ length: 2001 }, (_, index) => `a/${String(index)}`);
  await expect(api.client().deleteAll([...keys, 'a/0'])).resolves.toBeUndefined();
  expect(api.received[0]).toMatchObject({
    method: 'POST',
    url: '/live/v2/deletions',
    headers: { 'content-type': 'application/json' },
  });
  const chunks = [keys.slice(0, 1000), keys.slice(1000, 2000), keys.slice(2000)];
  expect(asked()).toEqual(chunks.map((chunk) => ({ keys: chunk })));
});

test('asks for nothing when there is nothing to delete', async () => {
  await api.client().deleteAll(new Set<string>());
  expect(api.received).toEqual([]);
});

test('refuses a key that a URL cannot carry before anything is deleted', async () => {
  await expect(api.client().deleteAll(['a', 'a/../b'])).rejects.toThrow('key is "a/../b"');
  expect(api.received).toEqual([]);
});

test('sends a request again that failed: what is deleted can be deleted once more', async () => {
  api.turns = [reset, problem(503), deletes];
  await api.client().deleteAll(['a']);
  expect(asked()).toEqual([{ keys: ['a'] }, { keys: ['a'] }, { keys: ['a'] }]);
});

test('tries every key, and then says of each that is left why', async () => {
  api.turns = [deletes];
  const keys = ['first!', ...Array.from({ length: 1000 }, (_, index) => String(index)), 'last!'];
  await expect(api.client().deleteAll(keys)).rejects.toMatchObject({
    name: 'DeletionError',
    message: '2 objects could not be deleted, the first "first!": no',
    failed: [
      { key: 'first!', detail: 'no' },
      { key: 'last!', detail: 'no' },
    ],
  });
});

test('ends with the first request that is refused', async () => {
  api.turns = [problem(400)];
  const keys = Array.from({ length: 1001 }, (_, index) => String(index));
  await expect(api.client().deleteAll(keys)).rejects.toMatchObject({ name: 'ApiError' });
  expect(api.received).toHaveLength(1);
});

test('refuses one string for many keys, by its type and when it runs', async () => {
  // @ts-expect-error JavaScript would delete "m", "a" and "y".
  await expect(api.client().deleteAll('may')).rejects.toThrow(TypeError);
  expect(api.received).toEqual([]);
});
