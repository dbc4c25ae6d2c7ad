import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(__dirname, '../../service/Dockerfile'), 'utf8');
const instructions = text.split('\n').filter((line) => /^[A-Z]/.test(line));

/** What follows an instruction, once for each time it occurs. */
const argumentsOf = (name: string) =>
  instructions
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1));

test('takes its base image from a build argument, never a floating tag', () => {
  expect(argumentsOf('ARG')).toEqual([
    expect.stringMatching(/^BASE_IMAGE=\S+(:[\w.-]+|@sha256:\w{64})$/),
  ]);
  expect(argumentsOf('FROM')).toEqual(['${BASE_IMAGE}']);
  expect(text).not.toContain('latest');
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
