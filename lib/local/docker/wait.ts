import { setTimeout as sleep } from 'node:timers/promises';

import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ECSClient, Service } from '@aws-sdk/client-ecs';

import { messageOf } from '../failure';
import { type ClientConfiguration, type DeployedService, describeService } from './services';

const deadlineMs = 60_000;
const pollMs = 200;

/**
 * Why a service does not serve yet, or `undefined` when one revision alone runs, with all its tasks.
 *
 * @throws Error when the deployment of that revision was given up
 */
export function unfinished(service: Service, revision: string): string | undefined {
  const { deployments = [], desiredCount = 0, runningCount = 0 } = service;
  const wanted = deployments.find(({ taskDefinition }) => taskDefinition === revision);
  // A deployment that is rolled back is no longer the primary one.
  if (wanted?.status !== 'PRIMARY' || wanted.rolloutState === 'FAILED') {
    throw new Error(`its deployment has failed: ${wanted?.rolloutStateReason ?? 'it is gone'}`);
  }
  if (wanted.rolloutState !== 'COMPLETED') return 'its deployment is under way';
  const others = deployments.filter((deployment) => deployment !== wanted);
  if (others.some((deployment) => (deployment.runningCount ?? 0) > 0)) {
    return 'tasks of an earlier revision are running';
  }
  if (runningCount !== desiredCount) {
    return `${String(runningCount)} of ${String(desiredCount)} tasks are running`;
  }
  return undefined;
}

/** The addresses that the load balancers of a service ask whether a target is well. */
async function healthChecks(service: Service, client: ClientConfiguration): Promise<string[]> {
  const balancing = new ElasticLoadBalancingV2Client(client);
  const addresses: string[] = [];
  for (const { targetGroupArn = '' } of service.loadBalancers ?? []) {
    const { TargetGroups: groups } = await balancing.send(
      new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupArn] }),
    );
    const { TargetHealthDescriptions: targets } = await balancing.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
    );
    for (const { Target: target } of targets ?? []) {
      const path = groups?.[0]?.HealthCheckPath ?? '/';
      addresses.push(`http://${target?.Id ?? ''}:${String(target?.Port ?? 80)}${path}`);
    }
  }
  return addresses;
}

async function unhealthy(address: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(2_000)]);
    const { ok, status } = await fetch(address, { signal: timeout });
    return ok ? undefined : `${address} answers ${String(status)}`;
  } catch (error) {
    return `${address}: ${messageOf(error)}`;
  }
}

/** What {@link waitUntilServing} waits for, and how it asks. */
export interface Wait {
  readonly ecs: ECSClient;
  readonly client: ClientConfiguration;
  readonly target: DeployedService;

  /** ARN of the task definition that must run. */
  readonly revision: string;

  readonly signal: AbortSignal;
}

async function obstacle({ ecs, client, target, revision, signal }: Wait) {
  const service = await describeService(ecs, target);
  const reason = unfinished(service, revision);
  if (reason !== undefined) return reason;
  // The emulator calls every registered target healthy, so the check itself is made here.
  const checks = await healthChecks(service, client);
  const answers = await Promise.all(checks.map((address) => unhealthy(address, signal)));
  return answers.find((answer) => answer !== undefined);
}

/**
 * Waits until a service runs one revision alone and every target passes its health check.
 *
 * @throws Error after a minute, or when the deployment has failed
 */
export async function waitUntilServing(wait: Wait): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const reason = await obstacle(wait);
    if (reason === undefined) return;
    if (Date.now() > deadline) throw new Error(`it does not serve within a minute: ${reason}`);
    await sleep(pollMs, undefined, { signal: wait.signal });
  }
}
