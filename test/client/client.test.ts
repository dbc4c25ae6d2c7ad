import { createHash } from 'node:crypto';
import { systemClock } from '../../client/clock';
import { answer, FaultyApi, problem } from './server';

let api: FaultyApi;

beforeEach(async () => {
  api = new FaultyApi();
  await api.start();
});

afterEach(() => api.stop());

test('signs each attempt anew, with the credentials of that moment', async () => {
  let asked = 0;
  const credentials = () => {
    asked += 1;
    return Promise.resolve({
      accessKeyId: `AKID${String(asked)}`,
      secretAccessKey: 'secret',
      sessionToken: `token${String(asked)}`,
    });
  };
  api.turns = [problem(429, { 'retry-after': '2' }), answer(200)];
  api.random = 0;
  await api.client({ credentials }).put('a', 'body');
  const signed = api.received.map(({ headers }) => headers);
  expect(signed.map((headers) => headers['x-amz-date'])).toEqual([
    '20261124T000000Z',
    '20261124T000002Z',
  ]);
  expect(signed.map((headers) => headers['x-amz-security-token'])).toEqual(['token1', 'token2']);
  const scope = '20261124/eu-west-1/execute-api/aws4_request';
  const covered =
    'accept;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=';
  signed.forEach(({ authorization }, index) => {
    const credential = `Credential=AKID${String(index + 1)}/${scope}`;
    expect(authorization).toContain(`${credential}, SignedHeaders=${covered}`);
  });
  expect(signed[0]?.authorization).not.toBe(signed[1]?.authorization);
  const hash = createHash('sha256').update('body').digest('hex');
  expect(signed[0]?.['x-amz-content-sha256']).toBe(hash);
});

test('puts bytes under any key, with type and conditions', async () => {
  api.turns = [answer(201, { etag: '"e"' })];
  const body = Uint8Array.from([0, 255, 13, 10]);
  const options = { contentType: 'image/png', ifNoneMatch: '*' } as const;
  expect(await api.client().put("ü/a b?#%+&=!'()*", body, options)).toEqual({ etag: '"e"' });
  expect(api.received[0]).toMatchObject({
    method: 'PUT',
    url: '/live/v2/objects/%C3%BC/a%20b%3F%23%25%2B%26%3D%21%27%28%29%2A',
    headers: { 'content-type': 'image/png', 'if-none-match': '*', 'content-length': '4' },
    body: Buffer.from(body),
  });
});

test('puts an empty object', async () => {
  api.turns = [answer(200)];
  await api.client().put('a', '');
  expect(api.received[0]?.headers['content-length']).toBe('0');
});

test.each(['', '/a', 'a/', 'a//b', '..', 'a/../b', './a'])(
  'refuses the key %j, which a URL cannot carry',
  async (key) => {
    await expect(api.client().delete(key)).rejects.toThrow(`key is ${JSON.stringify(key)}`);
    expect(api.received).toEqual([]);
  },
);

test('gets an object and its head', async () => {
  const date = 'Tue, 24 Nov 2026 00:00:00 GMT';
  const headers = { 'content-type': 'text/plain', etag: '"e"', 'last-modified': date };
  const head = {
    contentType: 'text/plain',
    etag: '"e"',
    size: 4,
    lastModified: new Date(date),
  };
  api.turns = [answer(200, { ...headers, 'content-length': '4' }, 'body')];
  expect(await api.client().get('a')).toEqual({ ...head, body: Buffer.from('body') });
  expect(await api.client().head('a')).toEqual(head);
  expect(api.received.map(({ method }) => method)).toEqual(['GET', 'HEAD']);
});

test('deletes an object', async () => {
  api.turns = [answer(204)];
  await expect(api.client().delete('a', { ifMatch: '"e"' })).resolves.toBeUndefined();
  expect(api.received[0]).toMatchObject({ method: 'DELETE', headers: { 'if-match': '"e"' } });
});

test('lists page after page, and asks for none before it is wanted', async () => {
  const page = (key: string, next?: string) => {
    const object = { key, size: 1, etag: '"e"', lastModified: '2026-11-24T00:00:00.000Z' };
    return answer(200, {}, JSON.stringify({ objects: [object], next }));
  };
  const next = '?prefix=x%20y&limit=1&cursor=1%2B%2F%3D';
  api.turns = [page('a', next), page('b')];
  const objects = api.client().list({ prefix: 'x y', pageSize: 1 });
  expect((await objects.next()).value).toMatchObject({ key: 'a', lastModified: new Date(api.now) });
  expect(api.received).toHaveLength(1);
  expect((await objects.next()).value).toMatchObject({ key: 'b' });
  expect(await objects.next()).toEqual({ done: true, value: undefined });
  expect(api.received.map(({ url }) => url)).toEqual([
    '/live/v2/objects?prefix=x%20y&limit=1',
    `/live/v2/objects${next}`,
  ]);
});

test('stays with its own API wherever the next page is said to be', async () => {
  const next = 'https://elsewhere.example/v9?cursor=c';
  api.turns = [answer(200, {}, JSON.stringify({ objects: [], next })), answer(403)];
  await expect(api.client().list().next()).rejects.toThrow('GET /v2/objects was answered 403');
  expect(api.received[1]?.url).toBe('/live/v2/objects?cursor=c');
});

describe('an error', () => {
  test('says what problem JSON says', async () => {
    api.turns = [problem(412)];
    await expect(api.client().get('a')).rejects.toMatchObject({
      name: 'ApiError',
      status: 412,
      title: 'Sorry',
      detail: 'told why',
      requestId: 'r-1',
      message: 'GET /v2/objects/a was answered 412 Sorry: told why (request r-1)',
    });
  });

  test('says what is said in another way', async () => {
    const headers = { 'x-amzn-requestid': 'r-2' };
    api.turns = [answer(403, headers, '{"message":"No such domain"}')];
    await expect(api.client().get('a')).rejects.toMatchObject({
      status: 403,
      title: 'Forbidden',
      detail: 'No such domain',
      requestId: 'r-2',
    });
  });

  test.each(['<html>', '[]', 'null', ''])('is one even if the body is %j', async (body) => {
    api.turns = [answer(404, {}, body)];
    const detail = 'the answer gives no reason';
    await expect(api.client().get('a')).rejects.toMatchObject({ title: 'Not Found', detail });
    await expect(api.client().head('a')).rejects.toMatchObject({ title: 'Not Found', detail });
  });

  test('is what a redirect ends in, and nothing is sent after it', async () => {
    api.turns = [answer(302, { location: '/live/elsewhere' }), answer(200)];
    await expect(api.client({ maxAttempts: 1 }).get('a')).rejects.toThrow('redirect');
    expect(api.received).toHaveLength(1);
  });
});

test('sends through what it is given', async () => {
  const sent: string[] = [];
  const send = (request: Request) => {
    sent.push(`${request.method} ${request.url}`);
    return Promise.resolve(new Response(null, { status: 204 }));
  };
  await api.client({ endpoint: 'https://api.example/live/', send }).delete('a');
  expect(sent).toEqual(['DELETE https://api.example/live/v2/objects/a']);
});

test('wakes with the reason of the signal', async () => {
  const controller = new AbortController();
  const asleep = systemClock.sleep(60_000, controller.signal);
  controller.abort(new Error('wake up'));
  await expect(asleep).rejects.toThrow('wake up');
  await systemClock.sleep(1, undefined);
});
