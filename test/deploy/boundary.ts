import {
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { clientConfig, type Credentials, type LocalAws } from '../../lib/local/local-aws';

const PolicyName = 'beyond-the-boundary';

/**
 * Gives a role a permission that its boundary does not, and asks whether it may use it: with the
 * boundary, and without.
 */
export async function mayListUsers(
  aws: LocalAws,
  RoleName: string,
  credentials: Credentials,
): Promise<{ readonly within: boolean; readonly without: boolean }> {
  const root = new IAMClient(clientConfig(aws));
  const asRole = new IAMClient(clientConfig(aws, credentials));
  const may = () =>
    asRole.send(new ListUsersCommand({})).then(
      () => true,
      () => false,
    );
  const { Role } = await root.send(new GetRoleCommand({ RoleName }));
  const PermissionsBoundary = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
  const statement = { Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  await root.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  try {
    const within = await may();
    await root.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    return { within, without: await may() };
  } finally {
    await root.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
    await root.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }
}
