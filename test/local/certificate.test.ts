import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCurrent } from '../../lib/local/certificate';

const directory = mkdtempSync(join(tmpdir(), 'plinth-'));
const files = {
  keyFile: join(directory, 'key.pem'),
  certificateFile: join(directory, 'certificate.pem'),
};
const original = `${files.certificateFile}.original`;

beforeAll(() => {
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=test';
  const out = ['-days', '90', '-keyout', files.keyFile, '-out', original];
  execFileSync('openssl', [...request.split(' '), ...out], { stdio: 'ignore' });
});
beforeEach(() => {
  copyFileSync(original, files.certificateFile);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const DAY_MS = 86_400_000;

test('uses a certificate until 30 days before it expires', () => {
  expect(isCurrent(files)).toBe(true);
  expect(isCurrent(files, Date.now() + 59 * DAY_MS)).toBe(true);
  expect(isCurrent(files, Date.now() + 61 * DAY_MS)).toBe(false);
  expect(isCurrent(files, Date.now() + 91 * DAY_MS)).toBe(false);
});

test('uses none that is not valid yet: the clock was wrong when it was made', () => {
  expect(isCurrent(files, Date.now() - DAY_MS)).toBe(false);
});

test.each([
  [
    'is truncated',
    () => {
      truncateSync(files.certificateFile, 100);
    },
  ],
  [
    'is empty',
    () => {
      truncateSync(files.certificateFile);
    },
  ],
  [
    'is missing',
    () => {
      rmSync(files.certificateFile);
    },
  ],
])('uses none that %s', (_, damage) => {
  damage();
  expect(isCurrent(files)).toBe(false);
});

test('uses none whose key is another, or broken, or missing', () => {
  const own = join(directory, 'own.pem');
  copyFileSync(files.keyFile, own);
  execFileSync('openssl', [
    'ecparam',
    '-name',
    'prime256v1',
    '-genkey',
    '-noout',
    '-out',
    files.keyFile,
  ]);
  expect(isCurrent(files)).toBe(false);
  writeFileSync(files.keyFile, '');
  expect(isCurrent(files)).toBe(false);
  rmSync(files.keyFile);
  expect(isCurrent(files)).toBe(false);
  copyFileSync(own, files.keyFile);
  expect(isCurrent(files)).toBe(true);
});
