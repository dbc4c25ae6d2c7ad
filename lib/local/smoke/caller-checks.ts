import { type Check, expectRefused, expectStatus } from './check';
import { type Call, callSigned, send, sign } from './request';

const LIST: Call = { method: 'GET', path: '/v2/objects' };

/** Who is refused: here API Gateway answers by itself, in problem JSON too. */
export const CALLER_CHECKS: readonly Check[] = [
  {
    name: 'refuses an unsigned request',
    async run(target) {
      expectRefused(await send(target, LIST, {}), 403);
    },
  },
  {
    name: 'refuses a signature of which one digit was changed',
    async run(target, { client }) {
      const headers = await sign(target, LIST, client);
      const tampered = headers.authorization?.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
      expectRefused(await send(target, LIST, { ...headers, authorization: tampered ?? '' }), 403);
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
      expectRefused(await callSigned(target, LIST, expired), 403);
    },
  },
  {
    name: 'refuses a route that is not there',
    async run(target) {
      // With permission for any route: the emulator would ask IAM first.
      expectRefused(await callSigned(target, { ...LIST, path: '/objects' }, target.aws.root), 403);
    },
  },
];
