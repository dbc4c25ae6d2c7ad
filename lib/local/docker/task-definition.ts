import type {
  ContainerDefinition,
  KeyValuePair,
  RegisterTaskDefinitionCommandInput,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { Credentials } from '@aws-sdk/client-sts';

import { localImage } from './wrapper';

/** Where the containers of a run find what AWS would give them. */
export interface ContainerSurroundings {
  /** Host and port of the emulated ECR, for example `127.0.0.1:4566`. */
  readonly registry: string;

  /** Address of the gateway as seen from a container, for example `http://172.17.0.1:4566`. */
  readonly endpoint: string;

  /** The Region, which Fargate tells every container and the emulator does not. */
  readonly region: string;
}

/**
 * The environment that makes a container act under a role.
 *
 * The endpoint is named for S3 alone: the emulator overwrites `AWS_ENDPOINT_URL` with a host name, and
 * only for an IP address does the SDK put the name of the bucket in the path.
 */
function roleEnvironment(
  credentials: Credentials,
  { endpoint, region }: ContainerSurroundings,
): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: credentials.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey ?? '',
    AWS_SESSION_TOKEN: credentials.SessionToken ?? '',
  };
}

function withVariables(
  environment: readonly KeyValuePair[],
  added: Record<string, string>,
): KeyValuePair[] {
  return [
    ...environment.filter(({ name }) => name === undefined || !(name in added)),
    ...Object.entries(added).map(([name, value]) => ({ name, value })),
  ];
}

/**
 * The next revision of a task definition: the same containers, from this run's registry, under a role.
 * It names no architecture: containers run on the engine's own.
 */
export function underRole(
  definition: TaskDefinition,
  credentials: Credentials,
  surroundings: ContainerSurroundings,
): RegisterTaskDefinitionCommandInput {
  const environment = roleEnvironment(credentials, surroundings);
  const containerDefinitions = (definition.containerDefinitions ?? []).map(
    (container): ContainerDefinition => ({
      ...container,
      image: localImage(container.image ?? '', surroundings.registry),
      environment: withVariables(container.environment ?? [], environment),
    }),
  );
  return {
    family: definition.family,
    taskRoleArn: definition.taskRoleArn,
    executionRoleArn: definition.executionRoleArn,
    networkMode: definition.networkMode,
    requiresCompatibilities: definition.requiresCompatibilities,
    cpu: definition.cpu,
    memory: definition.memory,
    volumes: definition.volumes,
    containerDefinitions,
  };
}
