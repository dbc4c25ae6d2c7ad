import { createClient } from '../../client/client';
import { answer, FaultyApi, problem } from './server';

let api: FaultyApi;
beforeEach(async () => {
  api = new FaultyApi();
  await api.start();
});
afterEach(() => api.stop());

const HALF = 'a\ud800';

test.each<[string, () => Promise<unknown>]>([
  ['put', () => api.client().put(HALF, '')],
  ['get', () => api.client().get(HALF)],
  ['delete', () => api.client().delete(HALF)],
  ['deleteAll', () => api.client().deleteAll([HALF])],
  ['list', () => api.client().list({ prefix: HALF }).next()],
  ['export', () => api.client().export(HALF).next()],
])('sends nothing of half a surrogate pair: %s', async (_, call) => {
  await expect(call()).rejects.toMatchObject({
    name: 'TypeError',
    message: expect.stringContaining('surrogate') as string,
  });
  expect(api.received).toEqual([]);
});

test('takes an answer up to its bound and none above, and asks no second time', async () => {
  api.turns = [answer(200, {}, 'x'.repeat(100))];
  expect((await api.client().get('a', { maxAnswerBytes: 100 })).body).toHaveLength(100);
  await expect(api.client().get('a', { maxAnswerBytes: 99 })).rejects.toMatchObject({
    name: 'AnswerTooLargeError',
    message: expect.stringContaining('maxAnswerBytes is 99') as string,
  });
  expect(api.received).toHaveLength(2);
});

test('ends an answer that never ends, whatever length it names', async () => {
  let sent = 0;
  api.turns = [
    (response) => {
      const more = () => {
        do sent += 65_536;
        while (response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more).writeHead(200);
      more();
    },
  ];
  await expect(api.client().get('a')).rejects.toMatchObject({ name: 'AnswerTooLargeError' });
  expect(sent).toBeGreaterThan(10 * 1024 * 1024);
});

test('says of a refusal that is too large no more than its status', async () => {
  api.turns = [answer(404, {}, `{"detail":"${'x'.repeat(11 * 1024 * 1024)}"}`)];
  await expect(api.client().get('a')).rejects.toMatchObject({
    status: 404,
    detail: 'the answer gives no reason',
  });
  api.turns = [problem(404)];
  await expect(api.client().get('a')).rejects.toMatchObject({ detail: 'told why' });
});

const signed = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
const bearing = { token: () => Promise.resolve('a.b.c') };

test.each([
  'http://api.example.com/live',
  'http://10.0.0.1',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'ws://localhost',
])('gives %s neither a signature nor a token', (endpoint) => {
  expect(() => createClient({ endpoint, ...signed })).toThrow(TypeError);
  expect(() => createClient({ endpoint, ...bearing })).toThrow('use https');
});

test.each([
  'https://api.example.com',
  'http://127.0.0.1:1/live',
  'http://[::1]:1',
  'http://localhost',
  'http://api.localhost:4566',
])('calls %s', (endpoint) => {
  expect(() => createClient({ endpoint, ...signed })).not.toThrow();
  expect(() => createClient({ endpoint, ...bearing })).not.toThrow();
});
