import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { firstFailure } from '../../lib/local/stack-failure';

const event = (LogicalResourceId: string, ResourceStatus: string, ResourceStatusReason?: string) =>
  ({
    LogicalResourceId,
    ResourceStatus,
    ResourceStatusReason,
    ResourceType: `AWS::Test::${LogicalResourceId}`,
  }) as StackEvent;

test('names the resource that failed first, not those that were cancelled for it', () => {
  const latestFirst = [
    event('Stack', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Bucket].'),
    event('Queue', 'CREATE_FAILED', 'Resource creation cancelled'),
    event('Topic', 'CREATE_FAILED', 'a later failure'),
    event('Bucket', 'CREATE_FAILED', 'the name is taken'),
    event('Role', 'CREATE_COMPLETE'),
  ];
  expect(firstFailure(latestFirst)).toBe(
    'Bucket (AWS::Test::Bucket) CREATE_FAILED: the name is taken',
  );
});

test('falls back to what the stack says', () => {
  expect(firstFailure([event('Stack', 'ROLLBACK_COMPLETE', 'a quota')])).toBe('a quota');
  expect(firstFailure([])).toBe('no reason given');
});
