import type { Model, Resource } from '../template/model';
import { ACCEPTED, managedName } from './rules/managed-policy';
import { type Statement, textsOf } from './statements';

/** Something that a role is granted. */
export interface Grant {
  readonly role: Resource;

  /** The resource that grants. */
  readonly grant: Resource;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Everything that anything in the templates grants to a role: its own policies, those of AWS, and those of resources. */
export function grantsOf(model: Model, statements: readonly Statement[]): Grant[] {
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
