import type { Service } from '@aws-sdk/client-ecs';
import { unfinished } from '../../../lib/local/docker/wait';

const primary = { status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 3 } as const;
const serving: Service = { desiredCount: 3, runningCount: 3, deployments: [primary] };

test('is done when the newest revision runs all its tasks and nothing else runs', () => {
  expect(unfinished(serving)).toBeUndefined();
});

test.each<[string, Service, string]>([
  [
    'the deployment is under way',
    { ...serving, deployments: [{ ...primary, rolloutState: 'IN_PROGRESS' }] },
    'IN_PROGRESS',
  ],
  [
    'a task of an earlier revision runs',
    { ...serving, deployments: [primary, { status: 'ACTIVE', runningCount: 1 }] },
    'earlier revision',
  ],
  ['a task is missing', { ...serving, runningCount: 2 }, '2 of 3 tasks'],
  ['there is no deployment', { desiredCount: 3 }, 'missing'],
])('is not done while %s', (_, service, reason) => {
  expect(unfinished(service)).toContain(reason);
});
