import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib/core';
import { nodeBundle } from '../../lib/constructs/node-bundle';
import { NODE_VERSION } from '../../lib/local/docker/node-binary';

const text = readFileSync(join(__dirname, '../../service/Dockerfile'), 'utf8');
const instructions = text.split('\n').filter((line) => /^[A-Z]/.test(line));

/** What follows an instruction, once for each time it occurs. */
const argumentsOf = (name: string) =>
  instructions
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1));

test('takes its base image from a build argument, of the patch version that a local run has', () => {
  const [base = '', ...others] = argumentsOf('ARG');
  const [, version, digest = ''] =
    /^BASE_IMAGE=\S+\/node:([\d.]+)-bookworm-slim(@.*)?$/.exec(base) ?? [];
  expect(others).toEqual([]);
  expect(version).toBe(NODE_VERSION);
  expect(digest).toMatch(/^(@sha256:[0-9a-f]{64})?$/);
  expect(argumentsOf('FROM')).toEqual(['${BASE_IMAGE}']);
  expect(text).not.toContain('latest');
});

test('is published anew when its base is renewed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dockerfile-'));
  try {
    const hash = (content: string) => {
      const file = join(folder, 'Dockerfile');
      const output = mkdtempSync(join(folder, 'context-'));
      writeFileSync(file, content);
      const bundling = nodeBundle({ entries: ['service/src/healthcheck.ts'], files: [file] });
      bundling.local?.tryBundle(output, bundling);
      return FileSystem.fingerprint(output);
    };
    expect(hash(text)).toBe(hash(text));
    expect(hash(text.replace(NODE_VERSION, '24.99.0'))).not.toBe(hash(text));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('runs as a number that is not root', () => {
  expect(argumentsOf('USER')).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
});

test('starts and probes node itself, with no shell in between', () => {
  expect(argumentsOf('CMD').map((value) => JSON.parse(value) as unknown)).toEqual([
    ['node', '/app/server.js'],
  ]);
  const [probe = ''] = argumentsOf('HEALTHCHECK');
  expect(JSON.parse(probe.slice(probe.indexOf('CMD ') + 4))).toEqual([
    'node',
    '/app/healthcheck.js',
  ]);
  expect(argumentsOf('STOPSIGNAL')).toEqual(['SIGTERM']);
});

test('builds for any platform with no network: nothing runs and no frontend is fetched', () => {
  expect(argumentsOf('RUN')).toEqual([]);
  expect(text).not.toMatch(/^#\s*syntax\s*=/im);
  expect(argumentsOf('COPY')).toEqual(['server.js healthcheck.js ./']);
});
