import { Stack, Validations } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Actions of one service, and what they may be done to. */
export interface Limit {
  /** The actions by name, all of one service. */
  readonly actions: readonly string[];

  /**
   * The resources, as an ARN has them after the account, for example `table/*`.
   *
   * @default - IAM cannot bind the actions to a resource
   */
  readonly on?: string;
}

/** Properties for {@link Ceiling}. */
export interface CeilingProps {
  /** What the policy is for; a change of it replaces the policy. */
  readonly description: string;

  /** What a role may do at most. */
  readonly limits: readonly Limit[];
}

/**
 * A permissions boundary: the most that a role may do, whatever its own policies say. All of it is bound to what this
 * account owns, and none of it reaches a bucket of the CDK's bootstrap, from which stacks are deployed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export class Ceiling extends iam.ManagedPolicy {
  public constructor(scope: Construct, id: string, props: CeilingProps) {
    super(scope, id, { description: props.description });
    const { partition, region, account } = Stack.of(this);
    for (const { actions, on } of props.limits) {
      const [service = ''] = actions[0]?.split(':') ?? [];
      this.addStatements(
        new iam.PolicyStatement({
          actions: [...actions],
          resources: [arn(service, on, partition, region, account)],
          // The ARN of a bucket has no account.
          conditions:
            service === 's3' ? { StringEquals: { 'aws:ResourceAccount': account } } : undefined,
        }),
      );
    }
    this.addStatements(
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        actions: ['s3:*'],
        resources: ['cdk-*', 'cdk-*/*'].map((name) => `arn:${partition}:s3:::${name}`),
      }),
    );
    Validations.of(this).acknowledge(
      ...props.limits.map(({ actions, on }) => ({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${arn(actions[0]?.split(':')[0] ?? '', on, '<AWS::Partition>', '<AWS::Region>', '<AWS::AccountId>')}]`,
        reason:
          'A boundary grants nothing; it is the ceiling for roles whose own statements name their resources.',
      })),
    );
  }
}

function arn(
  service: string,
  on: string | undefined,
  partition: string,
  region: string,
  account: string,
): string {
  if (on === undefined) return '*';
  const place = { s3: ':', apigateway: `${region}:` }[service] ?? `${region}:${account}`;
  return `arn:${partition}:${service}:${place}:${on}`;
}
