import type { IConstruct } from 'constructs';

/**
 * The CloudFormation resource of a construct, for the properties that its class does not know yet.
 *
 * @throws when the construct has no resource of that type
 */
export function defaultChild<T>(construct: IConstruct, type: new (...args: never[]) => T): T {
  const child = construct.node.defaultChild;
  if (!(child instanceof type)) throw new Error(`${construct.node.path} has no ${type.name}`);
  return child;
}
