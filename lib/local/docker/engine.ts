import { once } from 'node:events';
import { createServer } from 'node:net';

import { docker } from './command';

/** A Docker engine that answers and whose containers this machine can reach. */
export interface Engine {
  /** The engine's version, for example `28.2.2`. */
  readonly version: string;

  /** The architecture of its images, in Docker's words. */
  readonly architecture: 'amd64' | 'arm64';

  /** The IPv4 address at which containers reach this machine. */
  readonly bridgeAddress: string;
}

/** What {@link findEngine} found: an engine, or why there is none. */
export type EngineSearch = { readonly engine: Engine } | { readonly reason: string };

/** What `docker network inspect bridge` says about its addresses. */
interface BridgeNetwork {
  readonly IPAM: { readonly Config: readonly { Subnet: string; Gateway?: string }[] };
}

/**
 * The address of the machine on the bridge: the gateway if the engine names one, otherwise the first
 * address of the range, which is what an engine without a `--bip` option takes.
 */
export function bridgeAddress(network: BridgeNetwork): string | undefined {
  const range = network.IPAM.Config.find(({ Subnet }) => !Subnet.includes(':'));
  return range?.Gateway ?? range?.Subnet.replace(/\d+\/\d+$/, '1');
}

async function isOurs(address: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(0, address);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/**
 * Looks for a Docker engine on this machine. An engine in another machine (Docker Desktop, a remote
 * host, rootless) counts as none: the emulator calls containers by their address on the bridge.
 *
 * @throws Error only when the signal is aborted; everything else is a reason in the answer.
 */
export async function findEngine(
  signal?: AbortSignal,
  env?: NodeJS.ProcessEnv,
): Promise<EngineSearch> {
  try {
    const options = { env, signal, timeoutMs: 10_000 };
    const format = '{{.Server.Version}} {{.Server.Os}} {{.Server.Arch}}';
    const server = await docker(['version', '--format', format], options);
    const [version = '', os = '', architecture = ''] = server.split(' ');
    if (os !== 'linux' || (architecture !== 'amd64' && architecture !== 'arm64')) {
      return { reason: `the Docker engine runs ${os}/${architecture} containers` };
    }
    const network = await docker(
      ['network', 'inspect', 'bridge', '--format', '{{json .}}'],
      options,
    );
    const address = bridgeAddress(JSON.parse(network) as BridgeNetwork);
    if (address === undefined || !(await isOurs(address))) {
      return {
        reason: `the bridge of the Docker engine (${address ?? 'no IPv4 range'}) is not on this machine`,
      };
    }
    return { engine: { version, architecture, bridgeAddress: address } };
  } catch (error) {
    signal?.throwIfAborted();
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
