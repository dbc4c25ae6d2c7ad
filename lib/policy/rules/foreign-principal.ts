import { isOurs, isOwnAccount } from '../account';
import type { Finding, Rule } from '../rule';
import { at, statementsOf, textsOf } from '../statements';

/** Nobody of another account, and no identity provider, is let in by a resource. */
export const foreignPrincipal: Rule = {
  id: 'foreign-principal',
  demands: 'The policy of a resource allows principals of this account and services of AWS alone.',
  remedy: 'name a role of this account',
  findings: (model) => [
    ...statementsOf(model)
      .filter(({ kind, allows }) => kind === 'resource' && allows)
      .flatMap((statement) =>
        statement.principals
          .filter(
            ({ type, name }) =>
              type !== 'Service' &&
              !(
                type === 'AWS' &&
                (isOurs(model, statement.resource, name) || isOwnAccount(statement.resource, name))
              ),
          )
          .map(({ type, name }) => at(statement, `Principal.${type}`, name)),
      ),
    ...model.resources
      .filter(({ type }) => /^AWS::Lambda::\w*Permission$|^AWS::Events::EventBusPolicy$/.test(type))
      .flatMap((resource): Finding[] => {
        const [principal = ''] = textsOf(resource.properties.Principal);
        const isService = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(principal);
        const isGood =
          principal === '' ||
          isService ||
          isOurs(model, resource, principal) ||
          isOwnAccount(resource, principal);
        return isGood ? [] : [{ resource, path: 'Principal', value: principal }];
      }),
  ],
};
