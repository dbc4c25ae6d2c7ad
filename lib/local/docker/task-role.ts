import { setTimeout as sleep } from 'node:timers/promises';

import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { AssumeRoleCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';

import { Failure, messageOf } from '../failure';
import { lastLogLines } from './containers';
import {
  type ClientConfiguration,
  type DeployedService,
  describeService,
  servicesOf,
} from './services';
import { type ContainerSurroundings, underRole } from './task-definition';
import { waitUntilServing } from './wait';

/** What {@link runTasksUnderTheirRoles} needs. */
export interface TaskContext extends ContainerSurroundings {
  /** The port of the gateway. */
  readonly port: number;

  readonly client: ClientConfiguration;

  /** Names of the stacks whose ECS services are run. */
  readonly stacks: readonly string[];

  /** Hears what is being done, one line at a time. */
  readonly log: (line: string) => void;

  readonly signal: AbortSignal;
}

/** An hour is the longest that a role may be assumed when it says nothing else. */
const refreshAfterMs = 45 * 60_000;

async function assume(roleArn: string, client: ClientConfiguration): Promise<Credentials> {
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'task' });
  const { Credentials: credentials } = await new STSClient(client).send(command);
  if (!credentials) throw new Error(`no credentials for the task role ${roleArn}`);
  return credentials;
}

/** One task per subnet: the scaling that sets the number on AWS does not exist in the emulator. */
function wantedTasks(service: Service): number {
  const subnets = service.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
  return Math.max(service.desiredCount ?? 0, subnets.length, 1);
}

async function runUnderRole(target: DeployedService, context: TaskContext): Promise<number> {
  const ecs = new ECSClient(context.client);
  const service = await describeService(ecs, target);
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: service.taskDefinition }),
  );
  if (!taskDefinition?.taskRoleArn) {
    throw new Error(`the task definition of the service "${target.name}" has no task role`);
  }
  const credentials = await assume(taskDefinition.taskRoleArn, context.client);
  const next = await ecs.send(
    new RegisterTaskDefinitionCommand(underRole(taskDefinition, credentials, context)),
  );
  const revision = next.taskDefinition?.taskDefinitionArn ?? '';
  const desiredCount = wantedTasks(service);
  await ecs.send(
    new UpdateServiceCommand({
      cluster: target.cluster,
      service: target.name,
      taskDefinition: revision,
      desiredCount,
    }),
  );
  await waitUntilServing({ ecs, client: context.client, target, revision, signal: context.signal });
  return desiredCount;
}

/**
 * Runs the containers of every ECS service, each with credentials of its own task role: the emulator
 * by itself gives all of them one role of its own, in a form that the SDK refuses. Answers the number
 * of tasks that are serving; nothing of an earlier revision runs any more.
 *
 * @throws Failure when a task does not come up in time, with what it said last
 */
export async function runTasksUnderTheirRoles(context: TaskContext): Promise<number> {
  let tasks = 0;
  for (const service of await servicesOf(context.stacks, context.client)) {
    context.log(`starting the tasks of ${service.name} under their own role`);
    try {
      tasks += await runUnderRole(service, context);
    } catch (error) {
      context.signal.throwIfAborted();
      throw new Failure(
        `the service ${service.name}: ${messageOf(error)}`,
        await lastLogLines(context.port),
      );
    }
  }
  return tasks;
}

/**
 * Replaces the tasks before their credentials expire, until the signal is aborted. A failure is told
 * to the log alone: the rest of the local AWS is worth keeping.
 */
export async function keepTasksUnderTheirRoles(context: TaskContext): Promise<void> {
  const { signal, log } = context;
  const wait = () => sleep(refreshAfterMs, true, { signal, ref: false }).catch(() => false);
  while (await wait()) {
    try {
      await runTasksUnderTheirRoles(context);
    } catch (error) {
      log(`the tasks keep credentials that expire: ${messageOf(error)}`);
    }
  }
}
