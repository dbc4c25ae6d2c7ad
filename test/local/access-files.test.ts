import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleRequest, writeAccess } from '../../lib/local/access-files';
import { writePrivately } from '../../lib/local/private-file';
import type { Access } from '../../lib/local/steps';
import { sessionIn } from './session';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plinth's "));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const access: Access = {
  apiUrl: 'https://127.0.0.1:1/_aws/execute-api/a/live',
  webSocketUrl: 'wss://127.0.0.1:1/_aws/execute-api/b/v1',
  endpoint: 'https://127.0.0.1:1',
  region: 'us-east-1',
  certificateFile: "/home/o'brien/my files/certificate.pem",
  credentials: { accessKeyId: 'ASIA1', secretAccessKey: 'a/b+c=', sessionToken: 'token' },
  expires: new Date(0),
};

function sessionOf(run: string) {
  const runDirectory = join(root, run);
  mkdirSync(runDirectory);
  return sessionIn({ project: root, stateDirectory: root, runDirectory });
}

/** What a shell knows after it has read a file. */
function sourced(file: string, name: string): string {
  const script = '. "$0" && printf %s "$(printenv "$1")"';
  return execFileSync('sh', ['-c', script, file, name]).toString();
}

test('tells a shell where and as whom to call, whatever is in a path', () => {
  const files = writeAccess(sessionOf('run'), access);
  for (const file of [files.environment, join(root, 'env')]) {
    expect(sourced(file, 'API_URL')).toBe(access.apiUrl);
    expect(sourced(file, 'WEB_SOCKET_URL')).toBe(access.webSocketUrl);
    expect(sourced(file, 'AWS_ENDPOINT_URL')).toBe(access.endpoint);
    expect(sourced(file, 'AWS_SECRET_ACCESS_KEY')).toBe(access.credentials.secretAccessKey);
    expect(sourced(file, 'AWS_CA_BUNDLE')).toBe(access.certificateFile);
    expect(sourced(file, 'API_TOKEN')).toBe('');
  }
});

test('shows a request that a shell can read from a path with a quote, and no secret', () => {
  const files = writeAccess(sessionOf('run'), { ...access, token: 'secret' });
  const example = exampleRequest({ ...access, token: 'secret' }, files);
  const asked = execFileSync('sh', ['-c', `curl() { printf '%s\n' "$@"; }\n${example}`]).toString();
  expect(asked.split('\n')).toEqual(
    expect.arrayContaining([access.certificateFile, 'authorization: Bearer secret']),
  );
  expect(asked).toContain(`${access.apiUrl}/v2/objects`);
  expect(example).not.toContain('secret');
  expect(exampleRequest(access, files)).not.toContain(access.credentials.secretAccessKey);
});

test('writes an AWS profile', () => {
  const files = writeAccess(sessionOf('run'), access);
  expect(readFileSync(files.awsConfig, 'utf8')).toContain(
    '[profile plinth]\nregion = us-east-1\nendpoint_url = https://127.0.0.1:1\n',
  );
  expect(readFileSync(files.awsCredentials, 'utf8')).toContain('aws_secret_access_key = a/b+c=\n');
});

test('lets nobody else read them, or a result that was readable before', () => {
  const { environment, awsConfig, awsCredentials } = writeAccess(sessionOf('run'), access);
  const result = join(root, 'result.json');
  execFileSync('sh', ['-c', 'umask 0; echo old > "$0"', result]);
  writePrivately(result, 'new');
  for (const file of [environment, awsConfig, awsCredentials, result]) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  expect(readFileSync(result, 'utf8')).toBe('new');
});

test('ends with the run, and leaves the environment of a run that started later', async () => {
  const [first, second] = [sessionOf('first'), sessionOf('second')];
  const { environment } = writeAccess(first, access);
  writeAccess(second, { ...access, apiUrl: 'https://127.0.0.1:2' });
  await first.resources.disposeAll();
  expect(existsSync(environment)).toBe(false);
  expect(sourced(join(root, 'env'), 'API_URL')).toBe('https://127.0.0.1:2');
  await second.resources.disposeAll();
  expect(readdirSync(root)).not.toContain('env');
});
