import type { Model, Resource } from '../template/model';
import { referencesIn } from '../template/unknown';
import { isOwnAccount } from './account';
import type { Statement } from './statements';

/** What stands for a resource in an ARN, by type: the service and what comes before the name. */
const ARNS: Readonly<Record<string, readonly [service: string, name: string]>> = {
  'AWS::DynamoDB::GlobalTable': ['dynamodb', 'table/'],
  'AWS::DynamoDB::Table': ['dynamodb', 'table/'],
  'AWS::ECR::Repository': ['ecr', 'repository/'],
  'AWS::Logs::LogGroup': ['logs', 'log-group:'],
  'AWS::S3::Bucket': ['s3', ''],
  'AWS::SQS::Queue': ['sqs', ''],
};

/**
 * Whether a permissions boundary lets a role do something to a resource: no statement denies it and one allows it.
 * A condition on anything but the owner of the resource counts as not met.
 *
 * @param action the name of an action, or a pattern of which one action is enough
 * @param on the resource as a grant names it; `*` when any will do
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function permits(
  model: Model,
  boundary: readonly Statement[],
  action: string,
  on: string,
): boolean {
  const matching = boundary.filter(
    (statement) =>
      statement.actions.some((one) => matches(one, action) || matches(action, one)) &&
      statement.resources.some((one) => on === '*' || matches(one, arnOf(model, statement, on))) &&
      isMet(statement, on),
  );
  return (
    matching.some(({ allows }) => allows) &&
    !matching.some(({ allows, resources }) => !allows && (on !== '*' || resources.includes('*')))
  );
}

function isMet({ conditions, resource }: Statement, on: string): boolean {
  return [...conditions].every(
    ([key, accounts]) =>
      key === 'stringequals aws:resourceaccount' &&
      accounts.every((account) => isOwnAccount(resource, account)) &&
      (on === '*' || referencesIn(on).length > 0),
  );
}

/** An ARN in the words of the stack of the boundary, with the ids of resources in place of their names. */
function arnOf(model: Model, { resource }: Statement, on: string): string {
  const [, reference, rest = ''] = /^(‹[^›]*›)(.*)$/.exec(on) ?? [];
  const [service, name] = ARNS[model.target(reference)?.type ?? ''] ?? [];
  if (service === undefined || name === undefined) return on;
  const place = service === 's3' ? ':' : placeOf(resource);
  return `${partitionOf(model, resource)}:${service}:${place}:${name}${String(reference)}${rest}`;
}

function partitionOf(model: Model, { stack }: Resource): string {
  return `arn:${String(model.resolve(stack, { Ref: 'AWS::Partition' }))}`;
}

function placeOf({ stack }: Resource): string {
  return `${stack.region ?? '‹AWS::Region›'}:${stack.account ?? '‹AWS::AccountId›'}`;
}

/** As IAM compares: a star is any text, a question mark any character, and actions have no case. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(text);
}
