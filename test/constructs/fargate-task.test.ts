import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnParameter, RemovalPolicy } from 'aws-cdk-lib/core';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FargateTask, type FargateTaskProps } from '../../lib/constructs/fargate-task';
import { TestStack } from '../support/app';
import { first, type Promised, type Resources, testPromises } from '../support/promises';

const TASK = 'AWS::ECS::TaskDefinition';
const ROLE = 'AWS::IAM::Role';
const POLICY = 'AWS::IAM::Policy';
const LOG_GROUP = 'AWS::Logs::LogGroup';

function template(props: Partial<FargateTaskProps> = {}): Template {
  const stack = new TestStack();
  const repository = ecr.Repository.fromRepositoryName(stack, 'Images', 'plinth');
  new FargateTask(stack, 'Task', {
    image: ecs.ContainerImage.fromEcrRepository(repository, 'v1'),
    healthCheckCommand: ['CMD', 'node', 'check.cjs'],
    ...props,
  });
  return Template.fromStack(stack);
}

function container(resources: Resources): Record<string, unknown> {
  const [found] = first(resources, TASK).ContainerDefinitions as [Record<string, unknown>];
  return found;
}

/** A promise about properties of the container, and the defect of `broken`. */
function ofContainer(promise: string, expected: object, broken: object): Promised {
  return {
    promise,
    holds: (of) => {
      of.hasResourceProperties(TASK, { ContainerDefinitions: [expected] });
    },
    mutant: (resources) => {
      Object.assign(container(resources), broken);
    },
  };
}

const standard = template();

testPromises(
  () => standard,
  [
    ofContainer(
      'cannot write to its own root file system',
      { ReadonlyRootFilesystem: true },
      { ReadonlyRootFilesystem: false },
    ),
    ofContainer('does not run as root', { User: '1000:1000' }, { User: '0' }),
    ofContainer(
      'has no Linux capability, and an init that reaps and passes on signals',
      { LinuxParameters: { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true } },
      { LinuxParameters: { Capabilities: { Add: ['SYS_PTRACE'] }, InitProcessEnabled: true } },
    ),
    ofContainer(
      'has two minutes to end what it is doing when it is stopped',
      { StopTimeout: 120 },
      { StopTimeout: 30 },
    ),
    ofContainer(
      'tells ECS whether it is healthy',
      {
        HealthCheck: {
          Command: ['CMD', 'node', 'check.cjs'],
          Interval: 15,
          Timeout: 5,
          Retries: 3,
          StartPeriod: 15,
        },
      },
      { HealthCheck: undefined },
    ),
    ofContainer(
      'goes on when its log cannot be written',
      {
        LogConfiguration: {
          LogDriver: 'awslogs',
          Options: { mode: 'non-blocking', 'max-buffer-size': '8388608b' },
        },
      },
      { LogConfiguration: { LogDriver: 'awslogs', Options: {} } },
    ),
    {
      promise: 'keeps its log for a year, and when its stack is deleted',
      holds: (of) => {
        of.hasResource(LOG_GROUP, {
          Properties: { RetentionInDays: 365 },
          DeletionPolicy: 'Retain',
        });
      },
      mutant: (resources) => {
        delete first(resources, LOG_GROUP).RetentionInDays;
      },
    },
    {
      promise: 'starts with one role and runs with another',
      holds: (of) => {
        of.resourceCountIs(ROLE, 2);
        of.hasResourceProperties(TASK, {
          ExecutionRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('ExecutionRole'), 'Arn'] },
          TaskRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('TaskTaskRole'), 'Arn'] },
        });
      },
      mutant: (resources) => {
        const task = first(resources, TASK);
        task.TaskRoleArn = task.ExecutionRoleArn;
      },
    },
    {
      promise: 'lets only ECS assume its roles, on behalf of this account alone',
      holds: (of) => {
        of.allResourcesProperties(ROLE, {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Principal: { Service: 'ecs-tasks.amazonaws.com' },
                Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
          ManagedPolicyArns: Match.absent(),
        });
      },
      mutant: (resources) => {
        first(resources, ROLE).ManagedPolicyArns = ['AmazonECSTaskExecutionRolePolicy'];
      },
    },
    {
      promise: 'lets the running container do nothing until it is granted',
      holds: (of) => {
        of.resourceCountIs(POLICY, 1);
        of.hasResourceProperties(POLICY, {
          Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }],
        });
      },
      mutant: (resources) => {
        first(resources, POLICY).Roles = [{ Ref: 'TaskTaskRole' }];
      },
    },
    {
      promise: 'may pull from one repository and write one log to start, and nothing else',
      holds: (of) => {
        of.hasResourceProperties(POLICY, {
          PolicyDocument: {
            Statement: [
              {
                Action: [
                  'ecr:BatchCheckLayerAvailability',
                  'ecr:BatchGetImage',
                  'ecr:GetDownloadUrlForLayer',
                ],
                Resource: { 'Fn::Join': ['', Match.arrayWith([':repository/plinth'])] },
              },
              { Action: 'ecr:GetAuthorizationToken', Resource: '*' },
              {
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('TaskLogs'), 'Arn'] },
              },
            ],
          },
        });
      },
      mutant: (resources) => {
        const { Statement } = first(resources, POLICY).PolicyDocument as { Statement: object[] };
        Object.assign(Statement[0] ?? {}, { Resource: '*' });
      },
    },
  ],
);

test('is a small task on ARM unless told otherwise', () => {
  standard.hasResourceProperties(TASK, {
    Cpu: '256',
    Memory: '512',
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    ContainerDefinitions: [
      { PortMappings: [{ ContainerPort: 8080 }], Environment: Match.absent() },
    ],
  });
});

test('takes CPU, memory, port and variables', () => {
  template({
    cpu: 512,
    memoryLimitMiB: 1024,
    containerPort: 3000,
    environment: { BUCKET_NAME: 'objects' },
  }).hasResourceProperties(TASK, {
    Cpu: '512',
    Memory: '1024',
    ContainerDefinitions: [
      {
        PortMappings: [{ ContainerPort: 3000 }],
        Environment: [{ Name: 'BUCKET_NAME', Value: 'objects' }],
      },
    ],
  });
});

test('keeps its log as long as asked and deletes it when asked', () => {
  template({
    logRetention: logs.RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  }).hasResource(LOG_GROUP, { Properties: { RetentionInDays: 7 }, DeletionPolicy: 'Delete' });
});

test('says all that ECS would refuse, before anything is created', () => {
  const stack = new TestStack();
  const { logRetention } = JSON.parse('{"logRetention":8}') as FargateTaskProps;
  const create = () =>
    new FargateTask(stack, 'Task', {
      image: ecs.ContainerImage.fromRegistry('exporter'),
      healthCheckCommand: ['CMD'],
      containerPort: 70000,
      environment: { '': 'x' },
      cpu: 512,
      memoryLimitMiB: 20000,
      logRetention,
    });
  expect(create).toThrow(
    [
      "healthCheckCommand is [\"CMD\"]: begin with 'CMD' or 'CMD-SHELL' and name a command, such as ['CMD', 'node', 'check.js']",
      'containerPort is 70000: use 1 to 65535',
      'environment is "": a variable has a name, and no = in it',
      'memoryLimitMiB is 20000: with 512 CPU units Fargate offers 1024 to 4096 MiB in steps of 1024',
      'logRetention is 8: use a value of logs.RetentionDays',
    ].join('\n'),
  );
  expect(stack.node.tryFindChild('Task')?.node.children).toEqual([]);
});

test.each([
  [{ healthCheckCommand: [] }, 'healthCheckCommand is []'],
  [{ healthCheckCommand: ['NONE'] }, 'healthCheckCommand is ["NONE"]'],
  [{ healthCheckCommand: ['node', 'check.js'] }, 'healthCheckCommand is ["node", "check.js"]'],
  [{ containerPort: 0 }, 'containerPort is 0'],
])('refuses %j', (props, message) => {
  expect(() => template(props)).toThrow(message);
});

test('takes a size that only CloudFormation knows', () => {
  const stack = new TestStack();
  const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
  new FargateTask(stack, 'Task', {
    image: ecs.ContainerImage.fromRegistry('exporter'),
    healthCheckCommand: ['CMD', 'true'],
    containerPort: number('Port'),
    cpu: number('Cpu'),
    memoryLimitMiB: number('Memory'),
  });
  Template.fromStack(stack).hasResourceProperties(TASK, {
    ContainerDefinitions: [{ PortMappings: [{ ContainerPort: { Ref: 'Port' } }] }],
  });
});

test('hands grants to the running container, and shows its log', () => {
  const stack = new TestStack();
  const task = new FargateTask(stack, 'Task', {
    image: ecs.ContainerImage.fromRegistry('exporter'),
    healthCheckCommand: ['CMD', 'true'],
  });
  s3.Bucket.fromBucketName(stack, 'Bucket', 'objects').grantRead(task);
  task.logGroup.addMetricFilter('Errors', {
    filterPattern: logs.FilterPattern.literal('error'),
    metricNamespace: 'Exporter',
    metricName: 'Errors',
  });
  const of = Template.fromStack(stack);
  of.hasResourceProperties(POLICY, {
    PolicyDocument: { Statement: [{ Action: Match.arrayWith(['s3:GetObject*']) }] },
    Roles: [{ Ref: Match.stringLikeRegexp('TaskTaskRole') }],
  });
  of.resourceCountIs('AWS::Logs::MetricFilter', 1);
});
