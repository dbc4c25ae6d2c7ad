import type { Duration } from 'aws-cdk-lib/core';
import { isWhole, type Problems } from './problems';

/** What a monitoring construct is given; what is set of it is checked. */
export interface AlarmLimits {
  /** Where it is written what to do; each alarm names a section of it. */
  readonly runbook: string;

  /** How long something may take. */
  readonly latencyTarget?: Duration;

  /** How many of 100 may fail. */
  readonly serverErrorPercent?: number;

  /** How many are enough to speak of a percentage. */
  readonly minimumRequests?: number;
}

/**
 * Records limits that CloudWatch would refuse, and those that no value can ever be beyond.
 *
 * @param counts how many of each kind there may be, by field
 */
export function checkAlarmLimits(
  problems: Problems,
  limits: AlarmLimits,
  counts: Readonly<Record<string, number | undefined>> = {},
): void {
  const { runbook, latencyTarget, serverErrorPercent, minimumRequests } = limits;
  problems.check(
    'runbook',
    runbook,
    (text) => /^[^\s#]+$/.test(text),
    'name a file or an address without a section, such as docs/runbooks/api.md',
  );
  if (latencyTarget?.isUnresolved() === false && latencyTarget.toMilliseconds() <= 0) {
    problems.add('latencyTarget', latencyTarget.toHumanString(), 'use more than nothing');
  }
  problems.check(
    'serverErrorPercent',
    serverErrorPercent,
    (percent) => percent >= 0 && percent < 100,
    'use 0 or more, and less than 100, which no share is beyond',
  );
  problems.check('minimumRequests', minimumRequests, isWhole(1), 'use a whole number from 1 up');
  for (const [field, count] of Object.entries(counts)) {
    problems.check(field, count, (most) => Number.isFinite(most) && most >= 0, 'use 0 or more');
  }
}
