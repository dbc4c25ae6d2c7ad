import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutImages } from '../../../lib/local/docker/assets';
import { prepareForContainers } from '../../../lib/local/docker/template';

const trust = (service: string) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
});

function template() {
  return {
    Resources: {
      Service: { Type: 'AWS::ECS::Service', Properties: { DesiredCount: 3 } },
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          TaskRoleArn: { 'Fn::GetAtt': ['TaskRole', 'Arn'] },
          ExecutionRoleArn: { 'Fn::GetAtt': ['ExecutionRole', 'Arn'] },
        },
      },
      TaskRole: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trust('ecs-tasks.amazonaws.com') },
      },
      ExecutionRole: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trust('ecs-tasks.amazonaws.com') },
      },
      Publishing: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: ['ecr:PutImage', 'ecr:DescribeRepositories'],
                Resource: 'r',
              },
            ],
          },
        },
      },
      Other: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'b' }],
          },
        },
      },
    },
  };
}

test('lets no task start during the deploy', () => {
  const copy = template();
  prepareForContainers(copy);
  expect(copy.Resources.Service.Properties.DesiredCount).toBe(0);
});

test('lets the account assume the task role, and no other role', () => {
  const copy = template();
  prepareForContainers(copy);
  const { TaskRole, ExecutionRole } = copy.Resources;
  expect(TaskRole.Properties.AssumeRolePolicyDocument.Statement.at(-1)).toMatchObject({
    Action: 'sts:AssumeRole',
    Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
  });
  expect(ExecutionRole).toEqual(template().Resources.ExecutionRole);
});

test('widens the one action that the emulator cannot narrow, where it is allowed already', () => {
  const copy = template();
  prepareForContainers(copy);
  const { Publishing, Other } = copy.Resources;
  expect(Publishing.Properties.PolicyDocument.Statement).toEqual([
    ...template().Resources.Publishing.Properties.PolicyDocument.Statement,
    { Effect: 'Allow', Action: 'ecr:DescribeRepositories', Resource: '*' },
  ]);
  expect(Other).toEqual(template().Resources.Other);
});

test('tells each change for the table of what differs from AWS', () => {
  expect(prepareForContainers(template()).map(({ type }) => type)).toEqual([
    'AWS::ECS::Service',
    'AWS::IAM::Role',
    'AWS::IAM::Policy',
  ]);
});

test('takes the images, and nothing else, out of an assembly that no engine can build', async () => {
  const assembly = await mkdtemp(join(tmpdir(), 'plinth-'));
  const file = join(assembly, 'Service.assets.json');
  await writeFile(file, JSON.stringify({ files: { a: {} }, dockerImages: { b: {} } }));
  await withoutImages(assembly);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ files: { a: {} }, dockerImages: {} });
  await rm(assembly, { recursive: true });
});
