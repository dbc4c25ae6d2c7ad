import { addressOf, localised, webSocketAddressOf } from '../../lib/local/addresses';

const aws = { endpoint: new URL('https://127.0.0.1:4566') };

test('calls an API by an address that needs no resolver', () => {
  const local = 'https://127.0.0.1:4566/_aws/execute-api/13fad6b8/live';
  expect(addressOf(aws, '13fad6b8', 'live')).toBe(local);
  expect(webSocketAddressOf(aws, '13fad6b8', 'live')).toBe(local.replace('https', 'wss'));
});

test.each([
  [
    'https://13fad6b8.execute-api.us-east-1.amazonaws.com/live/',
    'https://127.0.0.1:4566/_aws/execute-api/13fad6b8/live/',
  ],
  [
    'wss://c3e13c57.execute-api.cn-north-1.amazonaws.com.cn/v1',
    'wss://127.0.0.1:4566/_aws/execute-api/c3e13c57/v1',
  ],
  ['https://api.example.com/live/', 'https://api.example.com/live/'],
  ['arn:aws:execute-api:us-east-1:000000000000:13fad6b8/live', undefined],
  ['13fad6b8', undefined],
])('shows the output %s as it is called here', (value, local = value) => {
  expect(localised(aws, { Stack: { Output: value } })).toEqual({ Stack: { Output: local } });
});
