import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loopbackEnvironment } from './environment-variables';
import { Failure } from './failure';
import { ACCOUNT } from './local-aws';
import { startGroup } from './process-group';
import { lockDirectory } from './state';
import { commandOptions, type Session } from './session';
import { makeTemporaryFolder } from './temporary-folder';

/** How to start the emulator. */
export interface EmulatorOptions {
  /** A Python that has MiniStack. */
  readonly python: string;

  /** Address of the gateway, which Lambda functions are given as `AWS_ENDPOINT_URL`. */
  readonly endpoint: URL;

  /** PEM file that Lambda functions must trust to call that address. */
  readonly certificateFile: string;

  /** Keep the data in the state directory. */
  readonly keepData: boolean;
}

/** An emulator that answers. */
export interface Emulator {
  /** Path of the socket on which it speaks plain HTTP; no other user may open it. */
  readonly socket: string;

  /** Secret access key of the account's root; its access key id is the account number. */
  readonly rootSecret: string;
}

const STARTED_WITHIN_MS = 60_000;
const POLL_MS = 50;

/**
 * Starts MiniStack with IAM enforced on a socket of this user and waits until it answers. It ends with the
 * session, and with this process in any case; ending by itself, now or later, aborts the session
 * with its last lines.
 *
 * @throws {Failure} when it does not answer in time
 */
export async function startEmulator(session: Session, options: EmulatorOptions): Promise<Emulator> {
  const rootSecret = randomBytes(20).toString('hex');
  const data = openData(session, options.keepData);
  const socket = makeSocketPath(session);
  const env = {
    ...loopbackEnvironment(session.env),
    AUTH: 'true',
    // By what it names itself to others.
    GATEWAY_PORT: options.endpoint.port,
    // Services that the stack does not use must not take ports of the machine.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    MINISTACK_REGION: 'us-east-1',
    // As many as an account has; by default, what is above a part of the memory is lost.
    LAMBDA_ACCOUNT_CONCURRENCY: '1000',
    AWS_ACCESS_KEY_ID: ACCOUNT,
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
  const commandline = [join(__dirname, 'emulator.py'), socket];
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
  await untilAnswering(socket, session.signal);
  return { socket, rootSecret };
}

/** Not in the folder of the run: a path of more than about a hundred characters is no address. */
function makeSocketPath({ resources }: Session): string {
  const folder = makeTemporaryFolder();
  const dispose = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  resources.add({ name: 'socket', dispose, kill: dispose });
  return join(folder, 'emulator');
}

async function untilAnswering(socketPath: string, signal: AbortSignal): Promise<void> {
  const end = performance.now() + STARTED_WITHIN_MS;
  while (!(await answers(socketPath))) {
    signal.throwIfAborted();
    if (performance.now() > end) {
      throw new Failure(
        `MiniStack does not answer within ${String(STARTED_WITHIN_MS / 1000)} s; see its log`,
      );
    }
    await delay(POLL_MS, undefined, { signal });
  }
}

/** Any answer will do: what is not signed it refuses. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((done) => {
    const request = get({ socketPath, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      done(true);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      done(false);
    });
  });
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
