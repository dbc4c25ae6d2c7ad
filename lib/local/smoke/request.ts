import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { createBearer } from '../../../client/bearer';
import type { Call } from '../../../client/call';
import { type Client, createClient } from '../../../client/client';
import { type Identify, urlOf } from '../../../client/request';
import { createSigner } from '../../../client/sign';
import { subscribe } from '../../../client/subscribe';
import { addressOf } from '../addresses';
import type { Issuer } from '../issuer';
import type { Credentials, LocalAws } from '../local-aws';
import { goodToken } from './tokens';
import { transportTo } from './transport';

export type { Call } from '../../../client/call';

/** Where a stage of an API is called. */
export interface Stage {
  /** The local AWS that has the API. */
  readonly aws: LocalAws;

  /** The id of the API. */
  readonly apiId: string;

  /** The name of the stage. */
  readonly name: string;

  /**
   * Whose tokens it takes instead of signatures.
   *
   * @default - it takes signatures
   */
  readonly issuer?: Issuer;
}

/** What was answered. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;

  /** The headers. */
  readonly headers: Headers;

  /** The whole body. */
  readonly body: Buffer;
}

/**
 * The sample client, which here tries once unless told otherwise: what holds only at the second attempt
 * does not hold.
 */
export function clientOf(stage: Stage, credentials: Credentials, maxAttempts = 1): Client {
  const limits = { send: transportTo(stage.aws), maxAttempts };
  const { issuer } = stage;
  return createClient(
    issuer
      ? { ...bearingOf(stage, issuer), ...limits }
      : { ...signingOf(stage, credentials), ...limits },
  );
}

/** What the sample client hears of changes under a prefix; it tries once, and for ten seconds. */
export function heardBy(webSocket: Stage, credentials: Credentials, prefix: string) {
  const ca = readFileSync(webSocket.aws.certificateFile);
  const connect = ({ url, headers }: Request) =>
    new WebSocket(url, { headers: Object.fromEntries(headers), ca });
  const limits = { maxAttempts: 1, signal: AbortSignal.timeout(10_000) };
  return subscribe({ ...signingOf(webSocket, credentials), ...limits, connect }, prefix);
}

/**
 * Signs a call.
 *
 * @param credentials of the caller
 * @returns the headers to send, the signature among them
 */
export async function sign(
  stage: Stage,
  call: Call,
  credentials: Credentials,
): Promise<Record<string, string>> {
  return headersOf(call, createSigner(signingOf(stage, credentials)));
}

/** Sends a call with exactly these headers, as no well-behaved client would. */
export async function send(
  stage: Stage,
  call: Call,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { method, body } = call;
  const outgoing = new Request(urlOf(endpointOf(stage), call), { method, headers, body });
  const answer = await transportTo(stage.aws)(outgoing);
  const whole = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, headers: answer.headers, body: whole };
}

/** Signs and sends a call; gives it a good token instead where the stage takes those. */
export async function callSigned(
  stage: Stage,
  call: Call,
  credentials: Credentials,
): Promise<Answer> {
  const { issuer } = stage;
  const headers = issuer
    ? await headersOf(call, createBearer(bearingOf(stage, issuer)))
    : await sign(stage, call, credentials);
  return send(stage, call, headers);
}

function endpointOf({ aws, apiId, name }: Stage): string {
  return addressOf(aws, apiId, name);
}

async function headersOf(call: Call, identify: Identify): Promise<Record<string, string>> {
  const { headers } = await identify(call, new Date());
  return Object.fromEntries(headers);
}

function bearingOf(stage: Stage, issuer: Issuer) {
  return { endpoint: endpointOf(stage), token: () => goodToken(issuer) };
}

function signingOf(stage: Stage, credentials: Credentials) {
  return { endpoint: endpointOf(stage), region: stage.aws.region, credentials };
}
