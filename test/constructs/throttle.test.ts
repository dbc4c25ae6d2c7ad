import { Token } from 'aws-cdk-lib/core';
import { Problems } from '../../lib/constructs/problems';
import { throttleOf, type Throttle } from '../../lib/constructs/throttle';

function throttle(rateLimit: number, burstLimit?: number): Throttle {
  const problems = new Problems();
  const completed = throttleOf(problems, ['rateLimit', 'burstLimit'], rateLimit, burstLimit);
  problems.throwIfAny();
  return completed;
}

test.each([
  [50, undefined, 100],
  [0.7, undefined, 2],
  [0, undefined, 0],
  [50, 75, 75],
  [50, 0, 0],
])('lets at %p per second and a burst of %p through %p at once', (rate, burst, burstLimit) => {
  expect(throttle(rate, burst)).toEqual({ rateLimit: rate, burstLimit });
});

test('refuses what API Gateway refuses, and what would throttle nothing', () => {
  expect(() => throttle(-1, -1)).toThrow(
    'rateLimit is -1: use requests per second, 0 or more\nburstLimit is -1: use a whole number of requests, 0 or more',
  );
  expect(() => throttle(Number.NaN, 1.5)).toThrow(/^rateLimit is NaN: .*\nburstLimit is 1.5: /);
  expect(() => throttle('50' as unknown as number)).toThrow('rateLimit is "50": ');
});

test('takes a rate that only the deploy knows, with a burst', () => {
  const rate = Token.asNumber({ Ref: 'Rate' });
  expect(throttle(rate, 5)).toEqual({ rateLimit: rate, burstLimit: 5 });
  expect(() => throttle(rate)).toThrow(
    'burstLimit is not set: set it, because twice rateLimit is not known yet',
  );
});
