import { createClient } from '../../client/client';
import { answer, FaultyApi, problem, reset } from './server';

let api: FaultyApi;

beforeEach(async () => {
  api = new FaultyApi();
  await api.start();
});

afterEach(() => api.stop());

const clientOf = (token: () => Promise<string>) => api.clientWith({ endpoint: api.url, token });

test('sends the token of that moment with each attempt, and no signature', async () => {
  let asked = 0;
  const client = clientOf(() => Promise.resolve(`a.b-_.${String((asked += 1))}`));
  api.turns = [problem(429), answer(200, { etag: '"e"' })];
  await client.put('ü', 'body', { contentType: 'text/plain', ifMatch: '"d"' });
  expect(api.received.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer a.b-_.1',
    'Bearer a.b-_.2',
  ]);
  expect(api.received[1]).toMatchObject({
    url: '/live/v2/objects/%C3%BC',
    headers: { accept: '*/*', 'content-type': 'text/plain', 'if-match': '"d"' },
    body: Buffer.from('body'),
  });
  expect(Object.keys(api.received[1]?.headers ?? {}).join()).not.toContain('x-amz');
});

test('takes a token with every call of a list', async () => {
  const page = (next?: string) => answer(200, {}, JSON.stringify({ objects: [], next }));
  api.turns = [page('?cursor=c'), page()];
  await clientOf(() => Promise.resolve('t'))
    .list()
    .next();
  expect(api.received.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer t',
    'Bearer t',
  ]);
});

test.each(['', 'secret\n', 'secret secret', 'sécret', 'a=b', '=='])(
  'refuses the token %j, sends nothing and keeps it out of the error',
  async (token) => {
    const error: unknown = await clientOf(() => Promise.resolve(token))
      .get('a')
      .catch((thrown: unknown) => thrown);
    expect(error).toEqual(
      new TypeError('the token is empty or holds a character that no bearer token has'),
    );
    expect(api.received).toEqual([]);
  },
);

test.each([
  ['a refusal', problem(401)],
  ['a redirect', answer(302, { location: 'https://elsewhere.example/' })],
  ['a connection that broke', reset],
])('keeps the token out of the error after %s', async (_, turn) => {
  api.turns = [turn];
  const client = clientOf(() => Promise.resolve('c2VjcmV0'));
  const error = await client.get('a').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  const cause = (error as Error).cause;
  for (const shown of [error, cause]) {
    expect(String((shown as Error | undefined)?.stack)).not.toContain('c2VjcmV0');
    expect(JSON.stringify(shown ?? '')).not.toContain('c2VjcmV0');
  }
});

test('asks once and gives up at a 401', async () => {
  api.turns = [problem(401), answer(200)];
  await expect(clientOf(() => Promise.resolve('t')).get('a')).rejects.toMatchObject({
    status: 401,
  });
  expect(api.received).toHaveLength(1);
});

test('rejects as the function of the token does, without another attempt', async () => {
  let asked = 0;
  const token = () => {
    asked += 1;
    return Promise.reject(new Error('the issuer is gone'));
  };
  await expect(clientOf(token).get('a')).rejects.toThrow('the issuer is gone');
  expect(asked).toBe(1);
  expect(api.received).toEqual([]);
});

test('takes a token or credentials, by its type, and never both or none', () => {
  const endpoint = 'https://api.example/live';
  const token = () => Promise.resolve('t');
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  // @ts-expect-error: nobody calls
  createClient({ endpoint });
  // @ts-expect-error: two call
  createClient({ endpoint, region: 'eu-west-1', credentials, token });
  // @ts-expect-error: a Region is for signatures
  createClient({ endpoint, region: 'eu-west-1', token });
  expect(createClient({ endpoint, token })).toHaveProperty('get');
});
