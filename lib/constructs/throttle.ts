import { Token } from 'aws-cdk-lib/core';
import { isWhole, type Problems } from './problems';

/** A rate without a burst lets twice as many requests through at once; there is no half a request. */
export function burstOf(rateLimit: number, burstLimit?: number): number {
  return burstLimit ?? Math.ceil(2 * rateLimit);
}

/**
 * Records what API Gateway would refuse of a throttle. A negative number it would take, and throttle nothing.
 *
 * @param names of the two fields, rate first
 */
export function checkThrottle(
  problems: Problems,
  names: readonly [string, string],
  rateLimit: number,
  burstLimit?: number,
): void {
  const [rateName, burstName] = names;
  if (!Token.isUnresolved(rateLimit) && !(Number.isFinite(rateLimit) && rateLimit >= 0)) {
    problems.add(rateName, rateLimit, 'use requests per second, 0 or more');
  }
  problems.check(burstName, burstLimit, isWhole(0), 'use a whole number of requests, 0 or more');
  if (burstLimit === undefined && Token.isUnresolved(rateLimit)) {
    problems.add(burstName, burstLimit, `set it, because twice ${rateName} is not known yet`);
  }
}
