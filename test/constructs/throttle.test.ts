import { Token } from 'aws-cdk-lib/core';
import { Problems } from '../../lib/constructs/problems';
import { burstOf, checkThrottle } from '../../lib/constructs/throttle';

function check(rateLimit: number, burstLimit?: number): void {
  const problems = new Problems();
  checkThrottle(problems, ['rateLimit', 'burstLimit'], rateLimit, burstLimit);
  problems.throwIfAny();
}

test.each([
  [50, undefined, 100],
  [0.7, undefined, 2],
  [0, undefined, 0],
  [50, 75, 75],
  [50, 0, 0],
])('lets at %p per second and a burst of %p through %p at once', (rate, burst, expected) => {
  expect(() => {
    check(rate, burst);
  }).not.toThrow();
  expect(burstOf(rate, burst)).toBe(expected);
});

test.each([
  [-1, -1, /^rateLimit is -1: use requests per second, 0 or more\nburstLimit is -1: use a whole/],
  [Number.NaN, 1.5, /^rateLimit is NaN: .*\nburstLimit is 1.5: /],
  ['50', undefined, /^rateLimit is "50": /],
  [undefined, 5, /^rateLimit is not set: /],
])('refuses %p and %p: API Gateway would, or would throttle nothing', (rate, burst, message) => {
  expect(() => {
    check(rate as number, burst);
  }).toThrow(message);
});

test('takes a rate that only the deploy knows, with a burst', () => {
  const rate = Token.asNumber({ Ref: 'Rate' });
  expect(() => {
    check(rate, 5);
  }).not.toThrow();
  expect(() => {
    check(rate);
  }).toThrow('burstLimit is not set: set it, because twice rateLimit is not known yet');
});
