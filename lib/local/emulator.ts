import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loopbackEnvironment } from './environment-variables';
import { Failure } from './failure';
import { startGroup } from './process-group';
import { lockDirectory } from './state';
import { commandOptions, type Session } from './session';

/** How to start the emulator. */
export interface EmulatorOptions {
  /** A Python that has MiniStack. */
  readonly python: string;

  /** Port of 127.0.0.1 on which the emulator speaks plain HTTP, for the gateway and containers. */
  readonly port: number;

  /** Address that Lambda functions are given as `AWS_ENDPOINT_URL`. */
  readonly endpoint: URL;

  /** PEM file that Lambda functions must trust to call that address. */
  readonly certificateFile: string;

  /** Keep the data in the state directory. */
  readonly keepData: boolean;
}

/** An emulator that answers. */
export interface Emulator {
  /** Its address, plain HTTP. */
  readonly url: URL;

  /** Secret access key of the root of each account; its access key id is the account number. */
  readonly rootSecret: string;
}

const STARTED_WITHIN_MS = 60_000;
const POLL_MS = 50;

/**
 * Starts MiniStack with IAM enforced on 127.0.0.1 and waits until it answers. It ends with the
 * session, and with this process in any case; ending by itself, now or later, aborts the session
 * with its last lines.
 *
 * @throws {Failure} when it does not answer in time
 */
export async function startEmulator(session: Session, options: EmulatorOptions): Promise<Emulator> {
  const rootSecret = randomBytes(20).toString('hex');
  const data = openData(session, options.keepData);
  const env = {
    ...loopbackEnvironment(session.env),
    AUTH: 'true',
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(options.port),
    // Services that the stack does not use must not take ports of the machine.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    MINISTACK_REGION: 'us-east-1',
    // A target that answers an error keeps the connection open; by default for half a minute.
    MINISTACK_APIGW_PROXY_TIMEOUT_SECONDS: '10',
    AWS_SECRET_ACCESS_KEY: rootSecret,
    AWS_ENDPOINT_URL: options.endpoint.origin,
    AWS_CA_BUNDLE: options.certificateFile,
    NODE_EXTRA_CA_CERTS: options.certificateFile,
    // The Lambda runtime has the AWS SDK, on which custom resources of the CDK rely.
    NODE_PATH: resolve(__dirname, '../../node_modules'),
    PERSIST_STATE: options.keepData ? '1' : '0',
    S3_PERSIST: options.keepData ? '1' : '0',
    STATE_DIR: join(data, 'state'),
    S3_DATA_DIR: join(data, 's3'),
    TMPDIR: data,
    PYTHONUNBUFFERED: '1',
  };
  const commandline = [join(__dirname, 'emulator.py')];
  const { name, ...rest } = commandOptions(session, 'emulator', env);
  const group = await startGroup(options.python, commandline, { name, ...rest, onLine: undefined });
  let stopping = false;
  session.resources.add({
    name,
    kill: group.kill,
    dispose: async () => {
      stopping = true;
      await group.stop(10_000);
    },
  });
  void group.ended.then((end) => {
    if (stopping) return;
    const how = `the emulator ended by itself (${String(end)}); log: ${rest.log}`;
    session.abort(new Failure(how, group.lastLines().slice(-10)));
  });
  const url = new URL(`http://127.0.0.1:${String(options.port)}`);
  await untilHealthy(url, session.signal, STARTED_WITHIN_MS);
  return { url, rootSecret };
}

/** The emulator that runs at an address already; it must know its own root secret as "test". */
export async function useEmulator(session: Session, url: URL): Promise<Emulator> {
  await untilHealthy(url, session.signal, 5000);
  const rootSecret = session.env.AWS_SECRET_ACCESS_KEY ?? 'test';
  return { url, rootSecret };
}

async function untilHealthy(url: URL, signal: AbortSignal, withinMs: number): Promise<void> {
  const health = new URL('/_ministack/health', url);
  const end = performance.now() + withinMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      const response = await fetch(health, { signal: AbortSignal.timeout(2000) });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // Not yet.
    }
    if (performance.now() > end) {
      throw new Failure(
        `no MiniStack answers at ${health.href} within ${String(withinMs / 1000)} s`,
      );
    }
    await delay(POLL_MS, undefined, { signal });
  }
}

function openData(session: Session, keep: boolean): string {
  const path = keep ? join(session.stateDirectory, 'data') : join(session.runDirectory, 'data');
  const dispose = keep
    ? lockDirectory(path)
    : () => {
        rmSync(path, { recursive: true, force: true });
      };
  mkdirSync(path, { recursive: true });
  session.resources.add({ name: 'data', dispose });
  return path;
}
