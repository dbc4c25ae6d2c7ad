import { Token } from 'aws-cdk-lib/core';

/**
 * What is wrong with the properties of a construct: collected first, then thrown at once, before anything
 * is created.
 */
export class Problems {
  private readonly lines: string[] = [];

  /** Records a problem of a field, with what to do about it. */
  public add(field: string, value: unknown, remedy: string): void {
    this.lines.push(`${field} is ${show(value)}: ${remedy}`);
  }

  /**
   * Records a problem unless the value is good. A field that is not set passes, and so does a token, whose
   * value only CloudFormation knows.
   */
  public check<T>(
    field: string,
    value: T | undefined,
    isGood: (value: T) => boolean,
    remedy: string,
  ): void {
    if (value === undefined || Token.isUnresolved(value) || isGood(value)) return;
    this.add(field, value, remedy);
  }

  /**
   * Records a problem unless the value is one of a list. Unlike elsewhere a token is a problem too: what is
   * chosen by it is chosen at synthesis.
   */
  public checkChoice(field: string, value: unknown, choices: readonly unknown[]): void {
    if (value === undefined || choices.includes(value)) return;
    this.add(field, value, `use ${choices.map(show).join(' or ')}`);
  }

  /**
   * Ends the construction when there are problems.
   *
   * @throws one error with a line for each problem
   */
  public throwIfAny(): void {
    if (this.lines.length > 0) throw new Error(this.lines.join('\n'));
  }
}

/** Tells whole numbers of a range, ends included, from all else. */
export function isWhole(least: number, most = Number.MAX_SAFE_INTEGER): (value: number) => boolean {
  return (value) => Number.isSafeInteger(value) && value >= least && value <= most;
}

/** Tells the values of an enumeration, such as `logs.RetentionDays`, from all else. */
export function isOneOf(enumeration: object): (value: unknown) => boolean {
  // An enumeration of numbers also leads from each number to its name.
  const values = Object.entries(enumeration).filter(([key]) => !/^\d/.test(key));
  return (value) => values.some(([, one]) => one === value);
}

/** A token is an internal placeholder, which says nothing to whoever reads it. */
function show(value: unknown): string {
  if (value === undefined) return 'not set';
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'string') {
    return `"${value.replaceAll(/\$\{Token\[[^\]]*\]\}/g, '<token>')}"`;
  }
  if (Token.isUnresolved(value)) return '<token>';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
