import { boundariesOf } from '../boundaries';
import { grantsOf } from '../grants';
import { matches } from '../permits';
import type { Rule } from '../rule';
import { at, statementsOf } from '../statements';

/** What a ceiling leaves to nobody is left to whoever gets a wide policy by mistake. */
export const ceilingSlack: Rule = {
  id: 'ceiling-slack',
  demands: 'A permissions boundary allows only what some role that has it is granted.',
  remedy: 'take the action out of the boundary in lib/stacks/identity-stack.ts',
  findings: (model) => {
    const boundaries = boundariesOf(model);
    const statements = statementsOf(model);
    const grants = grantsOf(model, statements);
    return statements
      .filter(({ resource, allows }) => allows && boundaries.has(resource))
      .flatMap((statement) => {
        const granted = grants
          .filter(
            ({ role }) => model.target(role.properties.PermissionsBoundary) === statement.resource,
          )
          .flatMap(({ actions }) => actions);
        return statement.actions
          .filter((action) => !granted.some((one) => matches(one, action)))
          .map((action) => at(statement, 'Action', action));
      });
  },
};
