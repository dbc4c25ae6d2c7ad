import { mapArguments } from '../../../lib/local/docker/wrapper';

const settings = {
  registry: '127.0.0.1:4566',
  baseImage: 'plinth-base:x',
  passwords: '/run/passwords',
  run: '1.2',
};
const password = ['--config', '/run/passwords'];
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
  ['push', ['push', `${ecr}/exporter:v1`], [...password, 'push', '127.0.0.1:4566/exporter:v1']],
  [
    'tag',
    ['tag', built, `${ecr}/team/exporter:v1`],
    ['tag', `127.0.0.1:4566/${built}`, '127.0.0.1:4566/team/exporter:v1'],
  ],
  ['inspect', ['inspect', built], ['inspect', `127.0.0.1:4566/${built}`]],
])('sends a %s to the registry of this run', (_, args, mapped) => {
  expect(mapArguments(args, settings)).toEqual(mapped);
});

test('hands the password to the registry of this run, and keeps it in a folder of the run', () => {
  const login = ['login', '--username', 'AWS', '--password-stdin'];
  expect(mapArguments([...login, ecr], settings)).toEqual([
    ...[...password, ...login],
    '127.0.0.1:4566',
  ]);
});

test('finds the command behind the configuration folder that the CLI may put first', () => {
  const mapped = [...password, 'push', '127.0.0.1:4566/a:b'];
  expect(mapArguments(['--config', '/tmp/c', 'push', `${ecr}/a:b`], settings)).toEqual(mapped);
});

test('passes every other command through', () => {
  const args = ['images', '--filter', 'reference=*/*:exporter-1'];
  expect(mapArguments(args, settings)).toEqual(args);
});
