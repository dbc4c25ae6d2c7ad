import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { Credentials } from '@aws-sdk/client-sts';
import { underRole } from '../../../lib/local/docker/task-definition';

const credentials: Credentials = {
  AccessKeyId: 'key',
  SecretAccessKey: 'secret',
  SessionToken: 'token',
  Expiration: new Date(0),
};
const surroundings = {
  registry: '127.0.0.1:4566',
  endpoint: 'http://172.17.0.1:4567',
  region: 'eu-west-1',
};
const definition: TaskDefinition = {
  taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/exporter:1',
  revision: 1,
  family: 'exporter',
  taskRoleArn: 'arn:aws:iam::111122223333:role/task',
  networkMode: 'awsvpc',
  cpu: '256',
  runtimePlatform: { cpuArchitecture: 'ARM64' },
  containerDefinitions: [
    {
      name: 'app',
      image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/exporter:v1',
      user: '1000:1000',
      environment: [
        { name: 'BUCKET_NAME', value: 'objects' },
        { name: 'AWS_REGION', value: 'elsewhere' },
      ],
    },
  ],
};

const [container] = underRole(definition, credentials, surroundings).containerDefinitions ?? [];

test('gives a container the credentials of the role, its Region and an IP address for S3', () => {
  expect(container?.environment).toEqual([
    { name: 'BUCKET_NAME', value: 'objects' },
    { name: 'AWS_REGION', value: 'eu-west-1' },
    { name: 'AWS_ENDPOINT_URL_S3', value: 'http://172.17.0.1:4567' },
    { name: 'AWS_ACCESS_KEY_ID', value: 'key' },
    { name: 'AWS_SECRET_ACCESS_KEY', value: 'secret' },
    { name: 'AWS_SESSION_TOKEN', value: 'token' },
  ]);
});

test('takes the image from the registry of this run', () => {
  expect(container?.image).toBe('127.0.0.1:4566/exporter:v1');
});

test('keeps what else the container and the task say', () => {
  expect(container).toMatchObject({ name: 'app', user: '1000:1000' });
  expect(underRole(definition, credentials, surroundings)).toMatchObject({
    family: 'exporter',
    taskRoleArn: 'arn:aws:iam::111122223333:role/task',
    networkMode: 'awsvpc',
    cpu: '256',
  });
});

test('asks for no architecture, so that the engine takes its own', () => {
  expect(underRole(definition, credentials, surroundings)).not.toHaveProperty('runtimePlatform');
});
