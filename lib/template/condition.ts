import { intrinsicOf } from './cloudformation';
import { hasUnknown } from './unknown';

type Conditions = Readonly<Record<string, unknown>>;

/** Whether a condition holds; undefined when only a deploy can know. */
export function evaluate(
  condition: unknown,
  all: Conditions,
  resolve: (value: unknown) => unknown,
): boolean | undefined {
  if (typeof condition !== 'object' || condition === null) return undefined;
  const [name, argument] = intrinsicOf(condition) ?? [];
  const parts = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  const inner = () => parts.map((part) => evaluate(part, all, resolve));
  switch (name) {
    case 'Condition':
      return evaluate(all[String(argument)], all, resolve);
    case 'Fn::Equals': {
      const [one, other] = parts.map((part) => JSON.stringify(resolve(part)));
      if (one === other) return true;
      return hasUnknown(`${String(one)}${String(other)}`) ? undefined : false;
    }
    case 'Fn::Not': {
      const [holds] = inner();
      return holds === undefined ? undefined : !holds;
    }
    case 'Fn::And':
      return every(inner(), true);
    case 'Fn::Or':
      return every(inner(), false);
    default:
      return undefined;
  }
}

/** `and` when every part is `and`; its contrary when one part is that; otherwise not known. */
function every(parts: readonly (boolean | undefined)[], and: boolean): boolean | undefined {
  if (parts.includes(!and)) return !and;
  return parts.includes(undefined) ? undefined : and;
}
