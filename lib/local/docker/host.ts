import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { clientConfig, type LocalAws } from '../local-aws';
import type { Session } from '../session';
import type { ContainerHost, Deployment } from '../steps';
import { prepareBaseImage } from './base-image';
import { abandonContainers, removeContainers, type RunNames } from './containers';
import { findEngine } from './engine';
import { keepTasksUnderTheirRoles, runTasksUnderTheirRoles, type TaskContext } from './task-role';
import { writeDockerWrapper } from './write-wrapper';

/** The Dockerfile whose image is run. */
const DOCKERFILE = resolve(__dirname, '../../../service/Dockerfile');

/** The stacks of a cloud assembly; a stack without outputs is not among those of a deployment. */
function stacksOf(assembly: string): string[] {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties?: { stackName?: string } }>;
  };
  return Object.entries(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => properties?.stackName ?? id);
}

function namesOf({ emulator, endpoint }: LocalAws): RunNames {
  return { emulatorPort: Number(emulator.port), registry: endpoint.host };
}

/**
 * Finds the machine's Docker engine and gets it ready to build the service's image, or says why no
 * containers can be run. What a run starts is removed with its session.
 *
 * @throws Error only when the session is aborted
 */
export async function findContainerHost(session: Session): Promise<ContainerHost | string> {
  const { progress, resources, signal } = session;
  const log = progress.detail;
  const found = await findEngine(signal, session.env);
  if ('reason' in found) return found.reason;
  const { engine } = found;
  const base = await prepareBaseImage({ engine, dockerfile: DOCKERFILE, log, signal });
  if ('reason' in base) return base.reason;

  let names: RunNames | undefined;
  // Held from now on, before the emulator, so that it is removed after the emulator has ended.
  resources.add({
    name: 'containers',
    dispose: async () => {
      if (names) await removeContainers(names);
    },
    kill: () => {
      if (names) abandonContainers(names);
    },
  });
  return {
    bridgeAddress: engine.bridgeAddress,
    prepare: (aws) => {
      names = namesOf(aws);
      const { registry } = names;
      return writeDockerWrapper(session.runDirectory, { registry, baseImage: base.image });
    },
    settle: async (deployment) => {
      const context = tasksOf(deployment, engine.bridgeAddress, session);
      await runTasksUnderTheirRoles(context);
      void keepTasksUnderTheirRoles(context);
    },
  };
}

function tasksOf(
  { aws, assembly }: Deployment,
  bridgeAddress: string,
  { progress, signal }: Session,
): TaskContext {
  return {
    ...namesOf(aws),
    client: clientConfig(aws),
    endpoint: `http://${bridgeAddress}:${aws.emulator.port}`,
    region: aws.region,
    stacks: stacksOf(assembly),
    log: progress.detail,
    signal,
  };
}
