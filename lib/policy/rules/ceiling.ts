import { grantsOf } from '../grants';
import { permits } from '../permits';
import type { Finding, Rule } from '../rule';
import { statementsOf } from '../statements';

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
