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

const context = {
  awsRequestId: 'invocation',
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'objects',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:objects',
  logGroupName: 'group',
  logStreamName: 'stream',
  memoryLimitInMB: '256',
  getRemainingTimeInMillis: () => 1000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};
