import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { Credentials, LocalAws } from '../local-aws';

/** Where a stage of an API is called. */
export interface Stage {
  /** The local AWS that has the API. */
  readonly aws: LocalAws;

  /** The id of the API. */
  readonly apiId: string;

  /** The name of the stage. */
  readonly name: string;
}

/** One call of a stage. */
export interface Call {
  /** The HTTP method. */
  readonly method: string;

  /** The path below the stage, encoded, for example `/objects/a%20b`. */
  readonly path: string;

  /**
   * Query parameters.
   *
   * @default - none
   */
  readonly query?: Readonly<Record<string, string>>;

  /**
   * Further headers; they are signed too.
   *
   * @default - none
   */
  readonly headers?: Readonly<Record<string, string>>;

  /**
   * The body.
   *
   * @default - none
   */
  readonly body?: Buffer;
}

/** What was answered. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;

  /** The headers, names in lower case. */
  readonly headers: NodeJS.Dict<string | string[]>;

  /** The whole body. */
  readonly body: Buffer;
}

/**
 * Signs a call.
 *
 * @param credentials of the caller
 * @returns the headers to send, the signature among them
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export async function sign(
  stage: Stage,
  call: Call,
  credentials: Credentials,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: 'execute-api',
    region: stage.aws.region,
    credentials,
    sha256: Sha256,
  });
  const signed = await signer.sign({
    method: call.method,
    protocol: 'https:',
    hostname: hostOf(stage),
    path: `/${stage.name}${call.path}`,
    query: { ...call.query },
    // As every HTTP client does by itself.
    headers: { accept: '*/*', ...call.headers, host: hostOf(stage) },
    body: call.body,
  });
  return signed.headers;
}

/** Sends a call with exactly these headers. */
export async function send(
  stage: Stage,
  call: Call,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const query = new URLSearchParams(call.query).toString().replaceAll('+', '%20');
  const { promise, resolve, reject } = deferred<Answer>();
  const outgoing = request(
    {
      host: stage.aws.endpoint.hostname,
      port: stage.aws.endpoint.port,
      servername: 'localhost',
      ca: readFileSync(stage.aws.certificateFile),
      method: call.method,
      path: `/${stage.name}${call.path}${query && `?${query}`}`,
      headers: { ...headers, host: hostOf(stage), 'content-length': call.body?.length ?? 0 },
    },
    (incoming) => {
      buffer(incoming).then((body) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      }, reject);
    },
  );
  outgoing.on('error', reject).end(call.body);
  return promise;
}

/** Signs and sends a call. */
export async function callSigned(
  stage: Stage,
  call: Call,
  credentials: Credentials,
): Promise<Answer> {
  return send(stage, call, await sign(stage, call, credentials));
}

/** The emulator finds an API by this name; the name that AWS gives it is not known here. */
export function hostOf({ aws, apiId }: Stage): string {
  return `${apiId}.execute-api.localhost:${aws.endpoint.port}`;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
