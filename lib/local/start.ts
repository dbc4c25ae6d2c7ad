import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { localised } from './addresses';
import { Cdk, synth } from './cdk';
import { ensureCertificate } from './certificate';
import { completeDeployment } from './complete';
import { withoutImages } from './docker/assets';
import { startEmulator } from './emulator';
import { startGateway } from './gateway';
import { issuerOf } from './issuer';
import { ACCOUNT, REGION, type LocalAws } from './local-aws';
import type { Options } from './options';
import { freePort } from './ports';
import { ensurePython } from './python';
import { together, type Session } from './session';
import type { ContainerHost, Deployment, SmokeResult, Steps, Support } from './steps';

/** What {@link start} has brought about. */
export interface Started {
  /** What is deployed. */
  readonly deployment: Deployment;

  /** What became of each resource type. */
  readonly support: readonly Support[];

  /** The smoke test's results. */
  readonly smoke: readonly SmokeResult[];
}

/**
 * Starts a local AWS, deploys the sandbox to it with the CDK CLI and calls it. Everything that it
 * starts belongs to the session.
 *
 * @throws {Failure} of the step that failed
 */
export async function start(session: Session, options: Options, steps: Steps): Promise<Started> {
  const { progress } = session;
  const synthesized = join(session.runDirectory, 'assembly');
  const assembly = join(session.runDirectory, 'adapted');
  const issuer = options.jwt ? await progress.phase('issuer', () => issuerOf(session)) : undefined;
  const context = issuer && { tokenIssuer: issuer.url, tokenAudience: issuer.audience };
  const [{ aws, cdk, withoutContainers, host }] = await together(session, [
    prepare(session, options, steps),
    progress.phase('synth', () => synth(session, synthesized, context)),
  ]);
  const support = await progress.phase('adapt', async () => {
    await cp(synthesized, assembly, { recursive: true });
    if (host === undefined) await withoutImages(assembly);
    return steps.adapt(assembly, aws);
  });
  const outputs = await progress.phase('deploy', async () => {
    const written = await cdk.deploy(assembly);
    await completeDeployment(aws, assembly);
    return localised(aws, written);
  });
  const deployment = { aws, cdk, assembly, outputs, issuer, withoutContainers };
  if (host !== undefined) await progress.phase('containers', () => host.run(deployment));
  const smoke = await progress.phase('smoke test', () => callAll(session, steps, deployment));
  return { deployment, support, smoke };
}

/** Everything that can be done while the app is being synthesized. */
async function prepare(session: Session, options: Options, steps: Steps) {
  const { progress } = session;
  const [python, found] = await together(session, [
    progress.phase('python', () => ensurePython(session)),
    options.docker ? steps.findContainerHost() : Promise.resolve('--no-docker was given'),
  ]);
  const host = typeof found === 'string' ? undefined : found;
  const withoutContainers = typeof found === 'string' ? found : undefined;
  const aws = await progress.phase('emulator', () => startLocalAws(session, options, python, host));
  const cdk = new Cdk(session, aws, host === undefined ? {} : await host.connect(aws));
  await progress.phase('bootstrap', () => cdk.bootstrap());
  return { aws, cdk, host, withoutContainers };
}

async function startLocalAws(
  session: Session,
  options: Options,
  python: string,
  host: ContainerHost | undefined,
): Promise<LocalAws> {
  const { certificateFile, keyFile } = await ensureCertificate(session, python);
  const port = await freePort(options.port);
  const endpoint = new URL(`https://127.0.0.1:${String(port)}`);
  // Before the emulator, so that they are removed after it: it replaces a container that is gone.
  host?.own(port);
  const { keepData } = options;
  const emulator = await startEmulator(session, { python, endpoint, certificateFile, keepData });
  const gateway = await startGateway({
    port,
    certificate: { certificateFile, keyFile },
    socket: emulator.socket,
    bridgeAddress: host?.bridgeAddress,
  });
  session.resources.add({ name: 'gateway', dispose: gateway.close });
  return {
    endpoint,
    certificateFile,
    account: ACCOUNT,
    region: REGION,
    root: { accessKeyId: ACCOUNT, secretAccessKey: emulator.rootSecret },
  };
}

async function callAll(
  session: Session,
  steps: Steps,
  deployment: Deployment,
): Promise<SmokeResult[]> {
  const results: SmokeResult[] = [];
  for await (const result of steps.smoke(deployment)) {
    session.signal.throwIfAborted();
    results.push(result);
    session.progress.detail(`${result.outcome} ${result.name}`);
  }
  return results;
}
