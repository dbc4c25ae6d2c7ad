import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';

interface Statement {
  Action: string | string[];
  Resource: string | string[];
}

interface PolicyDocument {
  Statement: Statement[];
}

/** One permission of a deployed role, that can be taken away for a while. */
export interface Permission {
  /** The role without its stack, the action and the resource. */
  readonly name: string;

  /** Takes the permission away, does `work`, and gives it back. */
  without<T>(work: () => Promise<T>): Promise<T>;
}

/** Every single permission of the roles whose name contains `role`. */
export async function permissionsOf(iam: IAMClient, role: string): Promise<Permission[]> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1000 }));
  const found: Permission[] = [];
  for (const { RoleName = '' } of Roles.filter((one) => one.RoleName?.includes(role))) {
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      const answer = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      const text = decodeURIComponent(answer.PolicyDocument ?? '');
      const write = (PolicyDocument: string) =>
        iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
      for (const [name, mutant] of withoutOne(JSON.parse(text) as PolicyDocument)) {
        found.push({
          name: `${role}: ${name}`,
          async without(work) {
            await (mutant.Statement.length === 0
              ? iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))
              : write(JSON.stringify(mutant)));
            try {
              return await work();
            } finally {
              await write(text);
            }
          },
        });
      }
    }
  }
  return found;
}

/** The policy once for each pair of action and resource, without that pair. */
function withoutOne(policy: PolicyDocument): [string, PolicyDocument][] {
  const pairs = policy.Statement.flatMap(({ Action, Resource, ...rest }) =>
    [Action]
      .flat()
      .flatMap((action) =>
        [Resource].flat().map((resource) => ({ ...rest, Action: action, Resource: resource })),
      ),
  );
  return pairs.map((pair) => [
    `${pair.Action} on ${pair.Resource.replace(/^.*:/, '')}`,
    { ...policy, Statement: pairs.filter((other) => other !== pair) },
  ]);
}
