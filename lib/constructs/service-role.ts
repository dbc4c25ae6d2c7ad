import { Stack } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Problems } from './problems';

/** Properties for {@link ServiceRole}. */
export interface ServiceRoleProps {
  /**
   * The service principal that may assume the role, for example `ecs-tasks.amazonaws.com`, or `ecs-tasks`
   * alone. Written out, because what its trust demands depends on it.
   */
  readonly service: string;

  /**
   * What the role is for, in at most 1,000 characters.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * Services that send the account on whose behalf they act, so that a trust policy can demand it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
const SENDS_SOURCE_ACCOUNT = ['ecs-tasks', 'vpc-flow-logs'];

/**
 * A role that one AWS service may assume: no managed policies and no permissions until one is granted.
 * Where the service says on whose behalf it acts, only this account's use of it is trusted.
 *
 * @throws when IAM would refuse a property, with every problem
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export class ServiceRole extends Construct {
  /** The role; grant it the statements that are needed. */
  public readonly role: iam.IRole;

  public constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    requireUsable(props);
    // `ecs-tasks`, `ecs-tasks.amazonaws.com` and China's spelling are one service to CDK.
    const [name = ''] = props.service.split('.');
    const conditions = SENDS_SOURCE_ACCOUNT.includes(name)
      ? { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } }
      : undefined;
    this.role = new iam.Role(this, 'Resource', {
      assumedBy: new iam.ServicePrincipal(props.service, { conditions }),
      description: props.description,
    });
  }
}

/** A service by its name alone, or by its whole principal. */
const SERVICE =
  /^[a-z][a-z\d-]*$|^[a-z][a-z\d-]*(\.[a-z\d-]+)*\.(amazonaws\.(com|com\.cn|eu)|s?c2s\.(ic|sgov)\.gov)$/;

function requireUsable({ service, description }: ServiceRoleProps): void {
  const problems = new Problems();
  if (!SERVICE.test(service)) {
    problems.add('service', service, 'name one service, such as ecs-tasks.amazonaws.com');
  }
  problems.check(
    'description',
    description,
    (text) => text.length <= 1000,
    'IAM takes at most 1000 characters',
  );
  problems.throwIfAny();
}
