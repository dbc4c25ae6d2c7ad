import { strict as assert } from 'node:assert';
import { type Check, expectStatus } from './check';
import { type Answer, type Call, callSigned, send, sign } from './request';

const LIST: Call = { method: 'GET', path: '/v2/objects' };

/** Who is refused: here API Gateway answers by itself, in problem JSON too. */
export const CALLER_CHECKS: readonly Check[] = [
  {
    name: 'refuses an unsigned request',
    async run(target) {
      expectRefused(await send(target, LIST, {}));
    },
  },
  {
    name: 'refuses a signature of which one digit was changed',
    async run(target, { client }) {
      const headers = await sign(target, LIST, client);
      const tampered = headers.authorization?.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
      expectRefused(await send(target, LIST, { ...headers, authorization: tampered ?? '' }));
    },
  },
  {
    name: 'refuses a path that the caller may not call',
    async run(target, { listOnly }) {
      expectStatus(await callSigned(target, LIST, listOnly), 200);
      // The emulator asks IAM before it comes to the API, so the answer is not the API's.
      expectStatus(await callSigned(target, { ...LIST, path: '/v2/exports' }, listOnly), 403);
    },
  },
  {
    name: 'refuses credentials that have expired',
    async run(target, { expired }) {
      expectRefused(await callSigned(target, LIST, expired));
    },
  },
  {
    name: 'refuses a route that is not there',
    async run(target) {
      // With permission for any route: the emulator would ask IAM first.
      expectRefused(await callSigned(target, { ...LIST, path: '/objects' }, target.aws.root));
    },
  },
];

function expectRefused(answer: Answer): void {
  expectStatus(answer, 403);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  const { detail, requestId } = JSON.parse(answer.body.toString()) as Record<string, unknown>;
  assert.ok(typeof detail === 'string' && detail !== '', 'does not say why');
  assert.match(String(requestId), /^[0-9a-f-]{36}$/);
}
