import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { handler } from '../../../lambda/objects/handler';
import { eventOf } from './request';

interface Module {
  readonly handler: typeof handler;
}

/** Loads the file anew, as a cold start does. */
function load(bucketName: string | undefined): Module['handler'] {
  jest.resetModules();
  jest.replaceProperty(process, 'env', { ...process.env, BUCKET_NAME: bucketName });
  return jest.requireActual<Module>('../../../lambda/objects/handler').handler;
}

afterEach(() => {
  jest.restoreAllMocks();
});

test.each([undefined, ''])('fails at load when the bucket is %j', (bucketName) => {
  expect(() => load(bucketName)).toThrow(
    'BUCKET_NAME is not set; set it to the name of the objects bucket',
  );
});

test('answers a request and writes one line of JSON about it', async () => {
  const handle = load('bucket');
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  const response = await handle(eventOf({ key: 'a//b' }), context, () => undefined);
  jest.restoreAllMocks();

  expect(response).toMatchObject({ statusCode: 400 });
  expect(lines).toEqual([expect.stringMatching(/^\{[^\n]*\}\n$/)]);
  const entry: unknown = JSON.parse(lines[0] ?? '');
  expect(entry).toMatchObject({ level: 'WARN', status: 400, route: '/v2/objects/{key+}' });
  expect(entry).toHaveProperty('timestamp', expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/));
});

test('answers 503 before its own time is over when S3 does not answer', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined).resume());
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.replaceProperty(process, 'env', {
    ...process.env,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${String(port)}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  });
  const handle = load('bucket');
  const hurried = { ...context, getRemainingTimeInMillis: () => 1_300 };
  const puts = { key: 'a', httpMethod: 'PUT', body: 'x' };
  const answers = [{ key: 'a' }, { key: 'a', httpMethod: 'HEAD' }, {}, puts].map(
    async (given) => await handle(eventOf(given), hurried, () => undefined),
  );
  for (const answer of await Promise.all(answers)) {
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
  }
  // Nothing is left to take effect later.
  const connections = promisify(silent.getConnections.bind(silent));
  while ((await connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  silent.close();
});

const context = {
  awsRequestId: 'invocation',
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'objects',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:objects',
  logGroupName: 'group',
  logStreamName: 'stream',
  memoryLimitInMB: '256',
  getRemainingTimeInMillis: () => 60_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};
