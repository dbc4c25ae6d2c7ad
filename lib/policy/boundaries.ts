import type { Model, Resource } from '../template/model';

/**
 * The policies that are nothing but the permissions boundary of some role: they grant nothing. One that is attached
 * to somebody as well is a policy like any other.
 */
export function boundariesOf(model: Model): ReadonlySet<Resource> {
  const among = (values: unknown): Resource[] =>
    [values].flat().flatMap((value) => model.target(value) ?? []);
  const roles = model.resources.filter(({ type }) => type.startsWith('AWS::IAM::'));
  const attached = new Set(roles.flatMap(({ properties }) => among(properties.ManagedPolicyArns)));
  const used = roles.flatMap(({ properties }) => among(properties.PermissionsBoundary));
  const toNobody = ({ properties }: Resource) =>
    ['Roles', 'Users', 'Groups'].every((name) => among(properties[name]).length === 0);
  return new Set(used.filter((policy) => !attached.has(policy) && toNobody(policy)));
}
