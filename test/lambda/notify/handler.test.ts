import { changeOf, type S3Event } from '../../../lambda/notify/change';

function eventOf(detailType: S3Event['detail-type'], object: object): S3Event {
  return {
    version: '0',
    id: 'event',
    account: '111122223333',
    region: 'eu-west-1',
    resources: [],
    source: 'aws.s3',
    time: '2026-11-24T00:00:00Z',
    'detail-type': detailType,
    detail: { object: { key: 'a b/ü.txt', sequencer: '0A', ...object } },
  };
}

test('tells of a new object with its ETag, size and version', () => {
  const event = eventOf('Object Created', { etag: 'e', size: 0, 'version-id': 'v' });
  expect(changeOf(event)).toEqual({
    type: 'created',
    key: 'a b/ü.txt',
    sequencer: '0A',
    time: '2026-11-24T00:00:00Z',
    etag: 'e',
    size: 0,
    versionId: 'v',
  });
});

test('tells of a deleted object with the version of its marker, and not with the ETag of nothing', () => {
  const event = eventOf('Object Deleted', { etag: 'd41d', 'version-id': 'v' });
  const told: unknown = JSON.parse(JSON.stringify(changeOf(event)));
  expect(told).toEqual({
    type: 'deleted',
    key: 'a b/ü.txt',
    sequencer: '0A',
    time: '2026-11-24T00:00:00Z',
    versionId: 'v',
  });
});

test.each([
  ['connections', {}, 'TABLE_NAME is not set'],
  ['notify', {}, 'TABLE_NAME and CALLBACK_URL not set'],
  ['notify', { TABLE_NAME: 'table' }, 'CALLBACK_URL not set'],
])('fails at load when %s has %j of its environment', (name, environment, why) => {
  jest.resetModules();
  const unset = { TABLE_NAME: undefined, CALLBACK_URL: undefined };
  jest.replaceProperty(process, 'env', { ...process.env, ...unset, ...environment });
  expect(() => {
    jest.requireActual(`../../../lambda/${name}/handler`);
  }).toThrow(why);
  jest.restoreAllMocks();
});
