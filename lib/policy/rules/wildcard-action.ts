import type { Rule } from '../rule';
import { at, type Statement, statementsOf } from '../statements';

/** Patterns of actions that a resource's policy may allow, to whom, and why. */
const ALLOWED: readonly {
  readonly type: string;
  readonly actions: readonly string[];
  readonly principal: RegExp;
}[] = [
  // Whoever IAM lets; `key-policy` sees to it that nobody else is meant.
  { type: 'AWS::KMS::Key', actions: ['kms:*'], principal: /:root$/ },
  // With and without the key in plain text, as CloudWatch demands it.
  {
    type: 'AWS::KMS::Key',
    actions: ['kms:GenerateDataKey*'],
    principal: /^cloudwatch\.amazonaws\.com$/,
  },
  // The CDK's helper, which empties a bucket that is to be deleted.
  {
    type: 'AWS::S3::BucketPolicy',
    actions: ['s3:DeleteObject*', 's3:GetBucket*', 's3:List*'],
    principal: /\/CustomS3AutoDeleteObjects\w+\.Arn›$/,
  },
];

/** What AWS adds to a service later is granted by nobody who wrote a pattern today. */
export const wildcardAction: Rule = {
  id: 'wildcard-action',
  demands: 'Actions are allowed by their names.',
  remedy: 'name each action',
  findings: (model) =>
    statementsOf(model)
      .filter(({ kind, allows }) => kind !== 'endpoint' && allows)
      .flatMap((statement) =>
        statement.actions
          .filter((action) => /[*?]/.test(action) && !isAllowed(statement, action))
          .map((action) => at(statement, 'Action', action)),
      ),
};

function isAllowed({ resource, principals }: Statement, action: string): boolean {
  return ALLOWED.some(
    ({ type, actions, principal }) =>
      type === resource.type &&
      actions.includes(action) &&
      principals.length > 0 &&
      principals.every(({ name }) => principal.test(name)),
  );
}
