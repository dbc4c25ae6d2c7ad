import { isOwnRoot } from '../account';
import type { Rule } from '../rule';
import { at, statementsOf } from '../statements';

/** What is done with a key, as against to it. */
const USES =
  /^kms:(Decrypt|DescribeKey|Encrypt|GenerateDataKey\*?|GenerateMac|ReEncrypt\w*|Sign|Verify\w*)$/;

/** Whoever may change the policy of a key may do everything with it. */
export const keyPolicy: Rule = {
  id: 'key-policy',
  demands:
    'A key is administered by whom IAM lets, which its policy says as the root of this account.',
  remedy: 'allow others only to use the key, such as kms:Decrypt',
  findings: (model) =>
    statementsOf(model)
      .filter(({ resource, allows }) => /^AWS::KMS::(Replica)?Key$/.test(resource.type) && allows)
      .filter(({ actions }) => actions.some((action) => !USES.test(action)))
      .flatMap((statement) =>
        statement.principals
          .filter(({ type, name }) => type !== 'AWS' || !isOwnRoot(statement.resource, name))
          .map(({ name }) =>
            at(statement, 'Action', `${statement.actions.join(', ')} for ${name}`),
          ),
      ),
};
