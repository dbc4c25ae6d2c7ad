import type { EnvironmentConfig } from './schema';

/** One thing that is wrong with one field, and what to do about it. */
export interface Problem {
  /** The path of the field below its environment, for example `zones.1`. */
  readonly path: string;
  /** What was given. */
  readonly value: unknown;
  /** Why it is refused and what would be accepted. */
  readonly remedy: string;
}

/** A rule sees only the fields whose shape is sound, so that every problem is found in one pass. */
export type Rule = (config: Partial<EnvironmentConfig>) => Problem[];
