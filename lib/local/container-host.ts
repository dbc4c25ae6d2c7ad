import { join } from 'node:path';
import { stacksIn } from './assembly';
import { prepareBaseImage } from './docker/base-image';
import { abandonContainers, removeContainers } from './docker/containers';
import { findEngine } from './docker/engine';
import { removeOrphans } from './docker/orphans';
import {
  keepTasksUnderTheirRoles,
  runTasksUnderTheirRoles,
  type TaskContext,
} from './docker/task-role';
import { writeDockerWrapper } from './docker/write-wrapper';
import { clientConfig, type LocalAws } from './local-aws';
import type { Session } from './session';
import type { ContainerHost } from './steps';

/**
 * Finds a Docker engine and an image to build the service's image from.
 *
 * @returns what runs containers, or why none can run
 */
export async function findContainerHost(session: Session): Promise<ContainerHost | string> {
  const { progress, runDirectory, signal } = session;
  const search = await findEngine(signal);
  if ('reason' in search) return search.reason;
  const { engine } = search;
  await removeOrphans(progress.detail);
  const base = await progress.phase('base image', () =>
    prepareBaseImage({
      engine,
      dockerfile: join(session.project, 'service/Dockerfile'),
      log: progress.detail,
      signal,
    }),
  );
  if ('reason' in base) return base.reason;
  return {
    bridgeAddress: engine.bridgeAddress,
    own: (port) => {
      session.resources.add({
        name: 'containers',
        dispose: () => removeContainers(port),
        kill: () => {
          abandonContainers(port);
        },
      });
    },
    connect: (aws) =>
      writeDockerWrapper(runDirectory, { registry: aws.endpoint.host, baseImage: base.image }),
    run: async ({ aws, assembly }) => {
      const stacks = (await stacksIn(assembly)).map(({ name }) => name);
      const context = taskContext(session, aws, engine.bridgeAddress, stacks);
      await runTasksUnderTheirRoles(context);
      void keepTasksUnderTheirRoles(context);
    },
  };
}

function taskContext(
  { progress, signal }: Session,
  aws: LocalAws,
  bridgeAddress: string,
  stacks: readonly string[],
): TaskContext {
  const { port } = aws.endpoint;
  return {
    registry: aws.endpoint.host,
    port: Number(port),
    endpoint: `http://${bridgeAddress}:${port}`,
    region: aws.region,
    client: clientConfig(aws),
    stacks,
    log: progress.detail,
    signal,
  };
}
