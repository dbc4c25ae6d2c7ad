import { Progress } from '../../lib/local/progress';
import { report, resultOf, verdictOf } from '../../lib/local/report';
import type { Started } from '../../lib/local/start';
import type { Access, SmokeResult } from '../../lib/local/steps';
import { testSession } from './session';

const passed: SmokeResult = { name: 'keeps', outcome: 'passed' };
const failed: SmokeResult = { name: 'refuses', outcome: 'failed', detail: 'answered 200' };
const skipped: SmokeResult = { name: 'exports', outcome: 'skipped', detail: 'no engine' };

test.each([
  [[passed, passed], '2 calls: 2 passed'],
  [[passed, failed, skipped], '3 calls: 1 passed, 1 failed, 1 skipped'],
  [[failed], '1 calls: 1 failed'],
])('says how the calls %j went', (smoke, verdict) => {
  expect(verdictOf(smoke)).toBe(verdict);
});

const access: Access = {
  apiUrl: 'https://127.0.0.1:1/_aws/execute-api/a/live',
  webSocketUrl: 'wss://127.0.0.1:1/_aws/execute-api/b/v1',
  endpoint: 'https://127.0.0.1:1',
  region: 'us-east-1',
  certificateFile: '/certificate.pem',
  credentials: { accessKeyId: 'ASIA1', secretAccessKey: 'secret', sessionToken: 'token' },
  expires: new Date(0),
};
const files = { environment: '/run/env', awsConfig: '/run/config', awsCredentials: '/run/keys' };
const started = {
  deployment: {
    aws: { endpoint: new URL(access.endpoint), certificateFile: access.certificateFile },
    outputs: { Api: { ApiUrl: access.apiUrl, ExportsOutputRefX: 'wiring' } },
    withoutContainers: 'no engine',
  },
  support: [
    { type: 'AWS::EC2::VPC', outcome: 'created', count: 1 },
    { type: 'AWS::SNS::Topic', outcome: 'created', count: 1, note: 'no alarm publishes to it' },
    { type: 'AWS::EC2::EIP', outcome: 'replaced', count: 1, note: 'no traffic' },
  ],
  smoke: [passed, failed],
} as unknown as Started;

test('shows what is not as on AWS, how the calls went, and how to call; no secret', () => {
  let said = '';
  const output = { write: (text: string) => Boolean((said += text)) };
  const session = { ...testSession(), progress: new Progress({ verbose: false, output }) };
  report(session, started, { access, files });
  expect(said).toContain('created   AWS::SNS::Topic  no alarm publishes to it');
  expect(said).not.toContain('AWS::EC2::VPC');
  expect(said).toContain('1 more types are created, and have no note');
  expect(said).toContain('✗ refuses: answered 200');
  expect(said).toContain(`Api.ApiUrl = ${access.apiUrl}`);
  expect(said).not.toContain('wiring');
  expect(said).not.toContain('secret');
});

test('says the same to scripts, with the credentials', () => {
  const result = resultOf(testSession(), started, { access, files });
  expect(JSON.parse(JSON.stringify(result))).toMatchObject({
    access: {
      apiUrl: access.apiUrl,
      webSocketUrl: access.webSocketUrl,
      credentials: access.credentials,
      expires: '1970-01-01T00:00:00.000Z',
      files: { ...files, awsProfile: 'plinth' },
    },
    containers: 'not run: no engine',
  });
});
