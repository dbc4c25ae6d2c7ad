import { isDeepStrictEqual } from 'node:util';
import type { Schema } from './inline';

/** Whether callers send what the schema describes, or receive it. */
export type Direction = 'sent' | 'received';

/** Keywords that do not change which values are allowed. */
const TEXTS = ['title', 'description', 'example', 'externalDocs', 'deprecated'];

/** Keywords that are compared part by part. */
const PARTS = ['properties', 'required'];

/** Keywords whose absence allows every value. */
const CONSTRAINTS = ['type', 'format', 'pattern', 'multipleOf', 'uniqueItems', 'enum', 'items'];

/**
 * The changes of a schema that break a caller: what it sends may not be refused where it was allowed,
 * and what it receives may not be what it never had to expect. A changed keyword of which this file
 * knows nothing counts as breaking.
 *
 * @param at where the schemas are
 */
export function schemaChanges(
  released: Schema,
  next: Schema,
  direction: Direction,
  at: string,
): string[] {
  const here = released['x-name'] ?? at;
  const [from, to] = direction === 'sent' ? [released, next] : [next, released];
  const keywords = [...new Set([...Object.keys(released), ...Object.keys(next)])].filter(
    (keyword) => !keyword.startsWith('x-') && !TEXTS.includes(keyword) && !PARTS.includes(keyword),
  );
  const narrower = keywords
    .filter((keyword) => keyword !== 'items' || !(released.items && next.items))
    .filter((keyword) => !allows(keyword, from[keyword], to[keyword]))
    .map(
      (keyword) => `${here}: ${keyword} was ${show(released[keyword])}, is ${show(next[keyword])}`,
    );
  const required = (to.required ?? []).filter((name) => !from.required?.includes(name));
  const how = direction === 'sent' ? 'must now be there' : 'may now be absent';
  return [
    ...narrower,
    ...required.map((name) => `${here}.${name} ${how}`),
    ...Object.entries(released.properties ?? {}).flatMap(([name, was]) => {
      const is = next.properties?.[name];
      if (is === undefined) return [`${here}.${name} is gone`];
      return schemaChanges(was, is, direction, `${here}.${name}`);
    }),
    ...(released.items && next.items
      ? schemaChanges(released.items, next.items, direction, `${here}[]`)
      : []),
  ];
}

/** Whether every value that a keyword lets through as `from`, it lets through as `to`. */
function allows(keyword: string, from: unknown, to: unknown): boolean {
  if (isDeepStrictEqual(from, to)) return true;
  if (keyword === 'nullable') return from !== true;
  if (keyword === 'additionalProperties') return to === undefined || to === true;
  if (/^min[A-Z]|^minimum$/.test(keyword))
    return Number(to ?? -Infinity) <= Number(from ?? -Infinity);
  if (/^max[A-Z]|^maximum$/.test(keyword))
    return Number(to ?? Infinity) >= Number(from ?? Infinity);
  if (CONSTRAINTS.includes(keyword) && to === undefined) return true;
  if (keyword === 'type') return from === 'integer' && to === 'number';
  if (keyword === 'enum') {
    return Array.isArray(from) && Array.isArray(to) && from.every((one) => to.includes(one));
  }
  return false;
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
