/**
 * What only a deploy can know stands in a resolved value as a *named unknown*: `‹Sandbox-Storage/Objects.Arn›`
 * is an attribute of a resource, `‹AWS::Region›` a pseudo parameter. The marks occur in no template, so text
 * around an unknown stays text: `‹Sandbox-Storage/Objects.Arn›/*`.
 */
const UNKNOWN = /‹([^‹›]*)›/g;

/** A named unknown; unknowns inside of the name lose their marks. */
export function unknown(name: string): string {
  return `‹${name.replace(UNKNOWN, '$1')}›`;
}

/** Whether a text has an unknown in it. */
export function hasUnknown(text: string): boolean {
  return text.includes('‹');
}

/** A resource, or one of its attributes, that a resolved value names. */
export interface Reference {
  /** The name of its stack. */
  readonly stack: string;

  /** Its logical id. */
  readonly id: string;

  /**
   * The attribute.
   *
   * @default - the resource itself, as `Ref` names it
   */
  readonly attribute?: string;
}

/** The unknown that stands for a resource or an attribute of it. */
export function unknownOf({ stack, id, attribute }: Reference): string {
  return unknown(`${stack}/${id}${attribute === undefined ? '' : `.${attribute}`}`);
}

/** Every resource that a resolved value names, at any depth, in the order in which they stand. */
export function referencesIn(value: unknown): Reference[] {
  if (typeof value === 'string') {
    return [...value.matchAll(UNKNOWN)].flatMap(([, name = '']) => {
      const [, stack, id, attribute] = /^([^/\s]+)\/(\w+)(?:\.(.+))?$/.exec(name) ?? [];
      return stack === undefined || id === undefined ? [] : [{ stack, id, attribute }];
    });
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(referencesIn);
}

/** The one resource that a value stands for, when it is nothing else. */
export function referenceOf(value: unknown): Reference | undefined {
  const [reference] = typeof value === 'string' ? referencesIn(value) : [];
  return reference !== undefined && unknownOf(reference) === value ? reference : undefined;
}
