import {
  CloudFormationClient,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs';

import type { clientConfig } from '../local-aws';

/** The configuration of every client: how to call the emulator from this process. */
export type ClientConfiguration = ReturnType<typeof clientConfig>;

/** An ECS service that a stack created. */
export interface DeployedService {
  readonly cluster: string;
  readonly name: string;
}

function serviceOf({ ResourceType, PhysicalResourceId }: StackResourceSummary): DeployedService[] {
  if (ResourceType !== 'AWS::ECS::Service') return [];
  // arn:aws:ecs:{region}:{account}:service/{cluster}/{name}
  const [, cluster, name] = PhysicalResourceId?.split('/') ?? [];
  return cluster === undefined || name === undefined ? [] : [{ cluster, name }];
}

/**
 * The ECS services of some stacks.
 *
 * @throws Error when a stack does not exist
 */
export async function servicesOf(
  stacks: readonly string[],
  client: ClientConfiguration,
): Promise<DeployedService[]> {
  const cloudFormation = new CloudFormationClient(client);
  const services: DeployedService[] = [];
  for (const StackName of stacks) {
    for await (const page of paginateListStackResources(
      { client: cloudFormation },
      { StackName },
    )) {
      services.push(...(page.StackResourceSummaries ?? []).flatMap(serviceOf));
    }
  }
  return services;
}

/**
 * What ECS says of a service now.
 *
 * @throws Error when the service does not exist
 */
export async function describeService(
  ecs: ECSClient,
  { cluster, name }: DeployedService,
): Promise<Service> {
  const answer = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
  const service = answer.services?.[0];
  if (!service) throw new Error(`the cluster "${cluster}" has no service "${name}"`);
  return service;
}
