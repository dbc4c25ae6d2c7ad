import type { Model, Resource } from '../../template/model';
import { permits } from '../permits';
import type { Finding, Rule } from '../rule';
import { statementsOf, textsOf, type Statement } from '../statements';
import { ACCEPTED, managedName } from './managed-policy';

/** What a boundary leaves out cannot be granted: the role would be refused, and only when it is running. */
export const ceiling: Rule = {
  id: 'ceiling',
  demands: 'What a role is granted, its permissions boundary lets it do.',
  remedy:
    'take the grant back, or add the action to the boundary in lib/stacks/identity-stack.ts, with the resources that are meant',
  findings: (model) => {
    const statements = statementsOf(model);
    return grantsOf(model, statements).flatMap(({ role, grant, actions, resources }): Finding[] => {
      const policy = model.target(role.properties.PermissionsBoundary);
      const boundary = statements.filter(({ resource }) => resource === policy);
      return actions.flatMap((action) =>
        resources
          .filter((on) => !permits(model, boundary, action, on))
          .map((on) => ({ resource: grant, path: '', value: `${action} on ${on}` })),
      );
    });
  },
};

interface Grant {
  readonly role: Resource;

  /** The resource that grants. */
  readonly grant: Resource;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Everything that anything in the templates grants to a role: its own policies, those of AWS, and of resources. */
function grantsOf(model: Model, statements: readonly Statement[]): Grant[] {
  const allowed = statements.filter(({ allows }) => allows);
  const roles = (values: readonly string[]) =>
    values
      .map((value) => model.target(value))
      .filter((one): one is Resource => one?.type === 'AWS::IAM::Role');
  const byStatement = allowed.flatMap(({ resource: grant, kind, ...statement }) => {
    if (kind === 'identity') {
      const attached =
        grant.type === 'AWS::IAM::Role' ? [grant] : roles(textsOf(grant.properties.Roles));
      return attached.map((role) => ({ role, grant, ...statement }));
    }
    if (kind !== 'resource') return [];
    return roles(statement.principals.map(({ name }) => name)).map((role) => ({
      role,
      grant,
      ...statement,
    }));
  });
  const byAws = model.ofType('AWS::IAM::Role').flatMap((role) =>
    textsOf(role.properties.ManagedPolicyArns).map((arn) => ({
      role,
      grant: role,
      actions: ACCEPTED[managedName(arn)] ?? [],
      resources: ['*'],
    })),
  );
  return [...byStatement, ...byAws];
}
