import { mapArguments } from '../../../lib/local/docker/wrapper';

const settings = { registry: '127.0.0.1:4566', baseImage: 'plinth-base:x', run: '1.2' };
const ecr = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const built = 'cdkasset-0123abcd';

test('builds for the architecture of the engine, from the base image of this machine, under the name of the run', () => {
  const args = ['build', '--tag', built, '--platform', 'linux/arm64', '.'];
  expect(mapArguments(args, settings)).toEqual([
    'build',
    '--label',
    'plinth.run=1.2',
    '--build-arg',
    'BASE_IMAGE=plinth-base:x',
    '--tag',
    `127.0.0.1:4566/${built}`,
    '.',
  ]);
});

test.each([
  ['push', ['push', `${ecr}/exporter:v1`], ['push', '127.0.0.1:4566/exporter:v1']],
  [
    'tag',
    ['tag', built, `${ecr}/team/exporter:v1`],
    ['tag', `127.0.0.1:4566/${built}`, '127.0.0.1:4566/team/exporter:v1'],
  ],
  ['inspect', ['inspect', built], ['inspect', `127.0.0.1:4566/${built}`]],
])('sends a %s to the registry of this run', (_, args, mapped) => {
  expect(mapArguments(args, settings)).toEqual(mapped);
});

test('leaves out the login, which would send a password to AWS', () => {
  expect(mapArguments(['login', '--password-stdin', ecr], settings)).toBeUndefined();
});

test('finds the command behind the configuration folder that the CLI may put first', () => {
  expect(mapArguments(['--config', '/tmp/c', 'login', ecr], settings)).toBeUndefined();
  expect(mapArguments(['--config', '/tmp/c', 'push', `${ecr}/a:b`], settings)).toEqual([
    '--config',
    '/tmp/c',
    'push',
    '127.0.0.1:4566/a:b',
  ]);
});

test('passes every other command through', () => {
  const args = ['images', '--filter', 'reference=*/*:exporter-1'];
  expect(mapArguments(args, settings)).toEqual(args);
});
