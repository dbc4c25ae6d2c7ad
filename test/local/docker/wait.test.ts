import type { Service } from '@aws-sdk/client-ecs';
import { unfinished } from '../../../lib/local/docker/wait';

const primary = {
  taskDefinition: 'new',
  status: 'PRIMARY',
  rolloutState: 'COMPLETED',
  runningCount: 3,
} as const;
const serving: Service = { desiredCount: 3, runningCount: 3, deployments: [primary] };

test('is done when the newest revision runs all its tasks and nothing else runs', () => {
  expect(unfinished(serving, 'new')).toBeUndefined();
});

test.each<[string, Service, string]>([
  [
    'the deployment is under way',
    { ...serving, deployments: [{ ...primary, rolloutState: 'IN_PROGRESS' }] },
    'under way',
  ],
  [
    'a task of an earlier revision runs',
    { ...serving, deployments: [primary, { status: 'ACTIVE', runningCount: 1 }] },
    'earlier revision',
  ],
  ['a task is missing', { ...serving, runningCount: 2 }, '2 of 3 tasks'],
])('is not done while %s', (_, service, reason) => {
  expect(unfinished(service, 'new')).toContain(reason);
});

test.each<[string, Service]>([
  ['fails', { deployments: [{ ...primary, rolloutState: 'FAILED', rolloutStateReason: 'x' }] }],
  [
    'is rolled back',
    {
      deployments: [
        { ...primary, taskDefinition: 'old' },
        { ...primary, status: 'ACTIVE' },
      ],
    },
  ],
  ['is gone', { deployments: [{ ...primary, taskDefinition: 'old' }] }],
])('fails when the deployment %s', (_, service) => {
  expect(() => unfinished(service, 'new')).toThrow('its deployment has failed');
});
