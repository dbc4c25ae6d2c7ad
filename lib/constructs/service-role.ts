import { Stack } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Properties for {@link ServiceRole}. */
export interface ServiceRoleProps {
  /** The service principal that may assume the role, for example `ecs-tasks.amazonaws.com`. */
  readonly service: string;

  /**
   * What the role is for.
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
const SENDS_SOURCE_ACCOUNT = ['ecs-tasks.amazonaws.com', 'vpc-flow-logs.amazonaws.com'];

/**
 * A role that one AWS service may assume: no managed policies and no permissions until one is granted.
 * Where the service says on whose behalf it acts, only this account's use of it is trusted.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export class ServiceRole extends Construct {
  /** The role; grant it the statements that are needed. */
  public readonly role: iam.IRole;

  public constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const conditions = SENDS_SOURCE_ACCOUNT.includes(props.service)
      ? { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } }
      : undefined;
    this.role = new iam.Role(this, 'Resource', {
      assumedBy: new iam.ServicePrincipal(props.service, { conditions }),
      description: props.description,
    });
  }
}
