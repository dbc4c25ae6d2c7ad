import type { Resource } from '../../template/model';
import { isUndecided } from '../account';
import type { Finding, Rule } from '../rule';
import { at, statementsOf, textsOf } from '../statements';

/** Properties that decide who may do what, besides policies. */
const DECIDING = [
  'AuthorizationType',
  'AuthType',
  'AuthorizerId',
  'Principal',
  'PermissionsBoundary',
];

/** A value that a parameter or a condition gives is one that no rule reads. */
export const undecided: Rule = {
  id: 'undecided',
  demands: 'A template says itself who may do what.',
  remedy: 'take out the parameter, the condition or the look-up',
  findings: (model) => [
    ...statementsOf(model).flatMap((statement) =>
      [
        ...statement.actions,
        ...statement.resources,
        ...statement.principals.map(({ name }) => name),
        ...[...statement.conditions.values()].flat(),
      ]
        .filter(isUndecided)
        .map((text) => at(statement, '', text)),
    ),
    ...statementsOf(model).flatMap((statement) =>
      parametersOf(statement.resource).map((name) => at(statement, '', `parameter ${name}`)),
    ),
    ...model.resources.flatMap((resource) =>
      DECIDING.flatMap((path) =>
        textsOf(resource.properties[path])
          .filter(isUndecided)
          .map((value): Finding => ({ resource, path, value })),
      ),
    ),
  ],
};

/** Parameters that a resource refers to; their defaults are what anybody may change. */
function parametersOf({ stack, source }: Resource): string[] {
  const text = JSON.stringify(source.Properties);
  return Object.keys(stack.template.Parameters ?? {}).filter((name) =>
    new RegExp(`"Ref":"${name}"|\\$\\{${name}\\}`).test(text),
  );
}
