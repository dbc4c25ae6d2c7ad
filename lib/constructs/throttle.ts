import { Token } from 'aws-cdk-lib/core';
import type { Problems } from './problems';

/** How many requests API Gateway lets through. */
export interface Throttle {
  /** Requests per second, on average. */
  readonly rateLimit: number;

  /** Requests at once. */
  readonly burstLimit: number;
}

/**
 * Completes a throttle, whose burst is twice the rate when it is not named, and records what API Gateway
 * would refuse. It would take a negative number, and throttle nothing.
 *
 * @param names of the two fields, rate first
 */
export function throttleOf(
  problems: Problems,
  names: readonly [string, string],
  rateLimit: number,
  burstLimit?: number,
): Throttle {
  const [rateName, burstName] = names;
  problems.check(
    rateName,
    rateLimit,
    (rate) => Number.isFinite(rate) && rate >= 0,
    'use requests per second, 0 or more',
  );
  problems.check(
    burstName,
    burstLimit,
    (burst) => Number.isSafeInteger(burst) && burst >= 0,
    'use a whole number of requests, 0 or more',
  );
  if (burstLimit === undefined && Token.isUnresolved(rateLimit)) {
    problems.add(burstName, burstLimit, `set it, because twice ${rateName} is not known yet`);
  }
  return { rateLimit, burstLimit: burstLimit ?? Math.ceil(2 * rateLimit) };
}
