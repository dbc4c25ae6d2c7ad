import { Template } from 'aws-cdk-lib/assertions';
import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  ContainerService,
  type ContainerServiceProps,
} from '../../lib/constructs/container-service';
import { FargateTask } from '../../lib/constructs/fargate-task';
import { testApp } from '../support/app';

const stack = new Stack(testApp(), 'Test', {
  env: { region: 'eu-west-1', account: '111122223333' },
});
const vpcOf = (id: string, ...privateSubnetIds: string[]) =>
  ec2.Vpc.fromVpcAttributes(stack, id, {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'].slice(0, privateSubnetIds.length),
    privateSubnetIds,
    privateSubnetNames: ['Private'],
    privateSubnetRouteTableIds: privateSubnetIds,
  });
const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: vpcOf('Vpc', 'subnet-1', 'subnet-2') });
const { taskDefinition } = new FargateTask(stack, 'Task', {
  image: ecs.ContainerImage.fromRegistry('exporter'),
  healthCheckCommand: ['CMD', 'true'],
});
const accessLogs = s3.Bucket.fromBucketName(stack, 'Logs', 'access-logs');
let count = 0;

function create(props: Partial<ContainerServiceProps>): ContainerService {
  const id = `Service${String((count += 1))}`;
  return new ContainerService(stack, id, { cluster, taskDefinition, accessLogs, ...props });
}

test('says all at once, before anything is created', () => {
  const region = 'us-east-1';
  const wrong = () =>
    create({
      minTasks: 0,
      maxTasks: 1.5,
      cluster: new ecs.Cluster(stack, 'Narrow', { vpc: vpcOf('One', 'subnet-1') }),
      taskDefinition: new ecs.FargateTaskDefinition(stack, 'Empty'),
      accessLogs: new s3.Bucket(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key') }),
      certificate: acm.Certificate.fromCertificateArn(
        stack,
        'Certificate',
        `arn:aws:acm:${region}:111122223333:certificate/1`,
      ),
    });
  expect(wrong).toThrow(
    [
      'minTasks is 0: run one task or more; none answers nothing',
      'maxTasks is 1.5: use a whole number, minTasks or more',
      'the VPC of cluster is "Test/One": a load balancer needs subnets of two zones; give a VPC with two or more called Private',
      'the VPC of cluster is "Test/One": a load balancer needs subnets of two zones; give a VPC with two or more called Public',
      'taskDefinition is "Test/Empty": no container of it listens; add one with a port mapping first',
      'accessLogs is "Test/Secret": a load balancer cannot write to a bucket with a key of KMS; give one with keys of S3',
      'certificate is "arn:aws:acm:us-east-1:111122223333:certificate/1": a load balancer takes one of its own Region; request it in eu-west-1',
    ].join('\n'),
  );
  expect(stack.node.tryFindChild('Service1')?.node.children).toEqual([]);
});

test('refuses fewer tasks at most than at least', () => {
  expect(() => create({ minTasks: 4, maxTasks: 3 })).toThrow('maxTasks is 3');
});

test('takes numbers of tasks that only CloudFormation knows, if it is given both', () => {
  const { valueAsNumber } = new CfnParameter(stack, 'Tasks', { type: 'Number' });
  expect(() => create({ minTasks: valueAsNumber })).toThrow('maxTasks is not set: set it too');
  create({ minTasks: valueAsNumber, maxTasks: valueAsNumber });
  Template.fromStack(stack).hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
    MinCapacity: { Ref: 'Tasks' },
    MaxCapacity: { Ref: 'Tasks' },
  });
});
