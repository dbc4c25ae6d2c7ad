import {
  CloudFormationClient,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { clientConfig, type LocalAws } from './local-aws';

/** A resource that fails makes CloudFormation cancel the others; those say nothing. */
const CONSEQUENCE = /cancell?ed|The following resource\(s\) failed/i;

/**
 * Why each stack that has failed did so: the resource that failed first, and the reason, one line
 * per stack.
 */
export async function describeFailedStacks(aws: LocalAws): Promise<string[]> {
  const client = new CloudFormationClient(clientConfig(aws));
  try {
    const lines: string[] = [];
    for await (const page of paginateDescribeStacks({ client }, {})) {
      for (const stack of page.Stacks ?? []) {
        if (!/FAILED|ROLLBACK/.test(stack.StackStatus ?? '')) continue;
        const events: StackEvent[] = [];
        const query = { StackName: stack.StackId };
        for await (const found of paginateDescribeStackEvents({ client }, query)) {
          events.push(...(found.StackEvents ?? []));
        }
        lines.push(`${stack.StackName ?? ''}: ${firstFailure(events)}`);
      }
    }
    return lines;
  } finally {
    client.destroy();
  }
}

/** @param events of one stack, latest first, as CloudFormation lists them */
export function firstFailure(events: readonly StackEvent[]): string {
  const failures = events.filter(
    (event) =>
      event.ResourceStatus?.endsWith('_FAILED') === true &&
      !CONSEQUENCE.test(event.ResourceStatusReason ?? ''),
  );
  const first = failures.at(-1);
  if (first === undefined) return events[0]?.ResourceStatusReason ?? 'no reason given';
  const { LogicalResourceId, ResourceType, ResourceStatus, ResourceStatusReason } = first;
  const resource = `${LogicalResourceId ?? ''} (${ResourceType ?? ''})`;
  return `${resource} ${ResourceStatus ?? ''}: ${ResourceStatusReason ?? 'no reason given'}`;
}
