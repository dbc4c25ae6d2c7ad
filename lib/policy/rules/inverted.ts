import type { Rule } from '../rule';
import { at, statementsOf } from '../statements';

/** Everything but a few is more than anybody can list, and grows by itself. */
export const inverted: Rule = {
  id: 'inverted',
  demands: 'What is allowed is named, not what is left out.',
  remedy: 'use Action, Resource and Principal',
  findings: (model) =>
    statementsOf(model)
      .filter(({ allows }) => allows)
      .flatMap((statement) => statement.inverted.map((part) => at(statement, part, part))),
};
