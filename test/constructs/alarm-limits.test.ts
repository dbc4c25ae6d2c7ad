import { Duration, Lazy, Token } from 'aws-cdk-lib/core';
import { type AlarmLimits, checkAlarmLimits } from '../../lib/constructs/alarm-limits';
import { Problems } from '../../lib/constructs/problems';

function check(limits: Partial<AlarmLimits>, counts?: Record<string, number>): void {
  const problems = new Problems();
  checkAlarmLimits(problems, { runbook: 'docs/runbooks/api.md', ...limits }, counts);
  problems.throwIfAny();
}

test('names every limit that makes no sense', () => {
  const limits = {
    runbook: 'api.md#latency',
    latencyTarget: Duration.millis(0),
    serverErrorPercent: 100,
    minimumRequests: 0.5,
  };
  expect(() => {
    check(limits, { throttles: -1, failures: 0 });
  }).toThrow(
    [
      'runbook is "api.md#latency": name a file or an address without a section, such as docs/runbooks/api.md',
      'latencyTarget is "0 millis": use more than nothing',
      'serverErrorPercent is 100: use 0 or more, and less than 100, which no share is beyond',
      'minimumRequests is 0.5: use a whole number from 1 up',
      'throttles is -1: use 0 or more',
    ].join('\n'),
  );
});

test('takes limits that only the deploy knows, and those that are not set', () => {
  const later = Token.asNumber(Lazy.any({ produce: () => 1 }));
  expect(() => {
    check({});
    check(
      { latencyTarget: Duration.millis(later), serverErrorPercent: later, minimumRequests: later },
      { throttles: later },
    );
  }).not.toThrow();
});
