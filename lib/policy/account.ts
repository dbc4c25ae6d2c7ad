import type { Model, Resource } from '../template/model';
import { parseArn } from './arn';

/** Whether a text is the account of a stack, pinned or not. */
export function isOwnAccount({ stack }: Resource, text: string): boolean {
  return text === (stack.account ?? '‹AWS::AccountId›');
}

/** Whether a resolved text is an ARN of the account of a stack, or stands for a resource of the environment. */
export function isOurs(model: Model, resource: Resource, text: string): boolean {
  if (model.target(text) !== undefined) return true;
  const arn = parseArn(text);
  return arn !== undefined && isOwnAccount(resource, arn.account);
}

/** Whether a resolved text is the root of the account of a stack: whoever IAM lets. */
export function isOwnRoot(resource: Resource, text: string): boolean {
  const arn = parseArn(text);
  return arn?.service === 'iam' && arn.name === 'root' && isOwnAccount(resource, arn.account);
}

/** Whether a template leaves a value to the deploy; an unknown that is no name of a resource has words in it. */
export function isUndecided(text: string): boolean {
  return /"Fn::|‹[^›]*\s/.test(text);
}
