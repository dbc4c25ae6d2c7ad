import { strict as assert } from 'node:assert';
import type { Credentials } from '../local-aws';
import type { Answer } from './request';
import type { Target } from './web-socket';

/** The callers of the smoke test; all hold temporary credentials of the API client's role. */
export interface Callers {
  /** May call every route. */
  readonly client: Credentials;

  /** The same role, narrowed by a session policy to one route. */
  readonly listOnly: Credentials;

  /** Was a client until a moment ago. */
  readonly expired: Credentials;
}

/** One promise of the system, and how it is called in. */
export interface Check {
  /** The promise, as in "refuses an unsigned request". */
  readonly name: string;

  /**
   * Whether it needs containers.
   *
   * @default false
   */
  readonly needsContainers?: boolean;

  /** Calls it in and may answer what was measured; throws when it is not kept. */
  run(target: Target, callers: Callers): Promise<string | undefined> | Promise<void>;
}

/** @throws Error with the begin of the body when the answer has another status */
export function expectStatus(answer: Answer, status: number): void {
  if (answer.status === status) return;
  const body = answer.body.toString().slice(0, 300);
  throw new Error(`answered ${String(answer.status)}, not ${String(status)}: ${body}`);
}

/** @throws Error unless API Gateway itself refuses, in problem JSON that says why */
export function expectRefused(answer: Answer, status: number): void {
  expectStatus(answer, status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  const { detail, requestId } = JSON.parse(answer.body.toString()) as Record<string, unknown>;
  assert.ok(typeof detail === 'string' && detail !== '', 'does not say why');
  assert.match(String(requestId), /^[0-9a-f-]{36}$/);
}
