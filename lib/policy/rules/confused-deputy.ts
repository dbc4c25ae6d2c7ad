import type { Model } from '../../template/model';
import { isOurs, isOwnAccount } from '../account';
import type { Finding, Rule } from '../rule';
import { at, type Statement, statementsOf } from '../statements';

/**
 * A service acts for whoever asks it, of any account.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const confusedDeputy: Rule = {
  id: 'confused-deputy',
  demands: 'A service is let in only on behalf of this account.',
  remedy: 'add aws:SourceArn or aws:SourceAccount with what this account owns',
  findings: (model) => [
    ...statementsOf(model)
      .filter(({ kind, allows }) => kind === 'resource' && allows)
      .filter((statement) => !saysForWhom(model, statement))
      .flatMap((statement) =>
        statement.principals
          .filter(({ type }) => type === 'Service')
          .map(({ name }) => at(statement, 'Condition', `${name} on behalf of anybody`)),
      ),
    ...model.ofType('AWS::Lambda::Permission').flatMap((resource): Finding[] => {
      const { Principal, SourceArn, SourceAccount } = resource.properties;
      const isGood =
        !/\.amazonaws\.com(\.cn)?$/.test(String(Principal)) ||
        isOurs(model, resource, String(SourceArn)) ||
        isOwnAccount(resource, String(SourceAccount));
      return isGood
        ? []
        : [{ resource, path: 'SourceArn', value: `${String(Principal)} on behalf of anybody` }];
    }),
  ],
};

/** An operator that ends in `IfExists` lets in a request that does not say. */
const ASKS = /^(stringequals|stringlike|arnequals|arnlike) aws:(sourcearn|sourceaccount)$/;

function saysForWhom(model: Model, { resource, conditions }: Statement): boolean {
  return [...conditions].some(
    ([key, values]) =>
      ASKS.test(key) &&
      values.length > 0 &&
      values.every((value) => isOurs(model, resource, value) || isOwnAccount(resource, value)),
  );
}
