import { Stack, Token } from 'aws-cdk-lib/core';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ContainerServiceProps } from './container-service';
import { isWhole, Problems } from './problems';

/**
 * Refuses what AWS refuses of a service and its load balancer, and what would run nothing.
 *
 * @throws with every problem
 */
export function requireRunnable(owner: Construct, props: ContainerServiceProps): void {
  const { cluster, taskDefinition, accessLogs, certificate } = props;
  const problems = new Problems();
  checkTasks(problems, props);
  const group = certificate ? 'Public' : 'Private';
  for (const name of new Set(['Private', group])) {
    if (subnets(cluster.vpc, name) < 2) {
      problems.add(
        'the VPC of cluster',
        cluster.vpc.node.path,
        `a load balancer needs subnets of two zones; give a VPC with two or more called ${name}`,
      );
    }
  }
  if (!taskDefinition.defaultContainer?.portMappings.length) {
    problems.add(
      'taskDefinition',
      taskDefinition.node.path,
      'no container of it listens; add one with a port mapping first',
    );
  }
  if (accessLogs.encryptionKey) {
    problems.add(
      'accessLogs',
      accessLogs.node.path,
      'a load balancer cannot write to a bucket with a key of KMS; give one with keys of S3',
    );
  }
  const { region } = Stack.of(owner);
  problems.check(
    'certificate',
    certificate?.certificateArn,
    (arn) => Token.isUnresolved(region) || ['', region].includes(arn.split(':')[3] ?? ''),
    `a load balancer takes one of its own Region; request it in ${Token.isUnresolved(region) ? 'that' : region}`,
  );
  problems.throwIfAny();
}

function checkTasks(problems: Problems, { minTasks = 3, maxTasks }: ContainerServiceProps): void {
  problems.check('minTasks', minTasks, isWhole(1), 'run one task or more; none answers nothing');
  if (Token.isUnresolved(minTasks)) {
    if (maxTasks === undefined) {
      problems.add('maxTasks', maxTasks, 'set it too; twice a token is known to nobody');
    }
    return;
  }
  problems.check('maxTasks', maxTasks, isWhole(minTasks), 'use a whole number, minTasks or more');
}

/** How many subnets of that name there are; CDK throws when there is none. */
function subnets(vpc: ec2.IVpc, subnetGroupName: string): number {
  try {
    return vpc.selectSubnets({ subnetGroupName }).subnetIds.length;
  } catch {
    return 0;
  }
}
