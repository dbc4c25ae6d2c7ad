import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Issuer } from '../issuer';
import { type Check, expectRefused, expectStatus } from './check';
import { type Call, send, sign, type Stage } from './request';
import { goodToken, signedByAnother, signedByPublicKey, tampered, unsigned } from './tokens';

const LIST: Call = { method: 'GET', path: '/v2/objects' };

/** Whose tokens are refused, when callers are known by those of an issuer. */
export function tokenChecks(issuer: Issuer): readonly Check[] {
  const good = (claims = {}) => goodToken(issuer, claims);
  const bad: Readonly<Record<string, () => Promise<string>>> = {
    'that has expired': () => good({ exp: inSeconds(-60) }),
    'that never expires': () => good({ exp: undefined }),
    'that is not valid yet': () => good({ nbf: inSeconds(60) }),
    'for another audience': () => good({ aud: 'https://other.example' }),
    'of another issuer': () => good({ iss: 'https://other.example' }),
    'that nobody signed': async () => unsigned(await good()),
    'of which a claim was changed': async () => tampered(await good(), { sub: 'root' }),
    'signed with another key': async () => signedByAnother(await good()),
    'signed with the public key': async () => signedByPublicKey(await good(), issuer.publicKey()),
  };
  return [
    {
      name: 'answers whoever has a token of the issuer',
      async run(target) {
        expectStatus(await sendBearing(target, await good()), 200);
      },
    },
    {
      name: 'refuses a request without a token, and one that is signed instead',
      async run(target) {
        expectRefused(await send(target, LIST, {}), 401);
        expectRefused(await send(target, LIST, await sign(target, LIST, target.aws.root)), 401);
      },
    },
    {
      name: 'refuses a route that is not there',
      async run(target) {
        const nowhere = { ...LIST, path: '/objects' };
        const authorization = `Bearer ${await good()}`;
        expectRefused(await send(target, nowhere, { authorization }), 403);
        expectRefused(await send(target, nowhere, {}), 403);
      },
    },
    ...Object.entries(bad).map(([which, token]) => ({
      name: `refuses a token ${which}`,
      async run(target: Stage) {
        expectRefused(await sendBearing(target, await token()), 401);
      },
    })),
  ];
}

/** A busy machine gets time. */
const ROTATED_MS = 45_000;

/**
 * Comes last: no new token is good until the keys are read again. The function does so when it meets an
 * unknown one, but not within 30 seconds; here it is started afresh at once, because it threw.
 */
export function rotationCheck(issuer: Issuer): Check {
  return {
    name: 'takes tokens of a new key of the issuer, and none of the old one',
    async run(target) {
      const old = await goodToken(issuer);
      await issuer.rotate();
      const end = performance.now() + ROTATED_MS;
      while ((await sendBearing(target, await goodToken(issuer))).status !== 200) {
        assert.ok(performance.now() < end, `did not within ${String(ROTATED_MS)} ms`);
        await sleep(100);
      }
      expectRefused(await sendBearing(target, old), 401);
    },
  };
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

const sendBearing = (stage: Stage, token: string) =>
  send(stage, LIST, { authorization: `Bearer ${token}` });
