import { strict as assert } from 'node:assert';
import { DOCUMENTS } from '../../../api/documents';
import { type Check, expectStatus } from './check';
import { callSigned, type Stage } from './request';
import type { Credentials } from '../local-aws';

/** What is promised of the documents that describe the API. */
export const CONTRACT_CHECKS: readonly Check[] = [
  {
    name: 'publishes the document of each version',
    async run(target, { client }) {
      for (const [version, document] of Object.entries(DOCUMENTS)) {
        const call = { method: 'GET', path: `/${version}/openapi.json` };
        const answer = await callSigned(target, call, client);
        expectStatus(answer, 200);
        assert.deepEqual(JSON.parse(answer.body.toString()), document);
      }
    },
  },
  {
    name: 'refuses a body that is not as the document says, and names every reason',
    async run(target, { client }) {
      const reasonsFor = async (body: unknown) =>
        (await refusal(target, client, 400, JSON.stringify(body))).errors ?? [];
      expectReasons(await reasonsFor({ keys: 'a' }), /^keys /);
      expectReasons(await reasonsFor({ keys: [] }), /^keys /);
      expectReasons(
        await reasonsFor({ keys: ['../a', 'b', 'c/'], all: true }),
        /"all"/,
        /^keys\[0\] /,
        /^keys\[2\] /,
      );
    },
  },
  {
    name: 'refuses a body of another type',
    async run(target, { client }) {
      const { detail } = await refusal(target, client, 415, '{"keys":["a"]}', 'text/plain');
      assert.match(String(detail), /application\/json/);
    },
  },
];

/** The problem that a body is refused with. */
async function refusal(
  stage: Stage,
  credentials: Credentials,
  status: number,
  body: string,
  type = 'application/json',
) {
  const headers = { 'content-type': type };
  const call = { method: 'POST', path: '/v2/deletions', headers, body: Buffer.from(body) };
  const answer = await callSigned(stage, call, credentials);
  expectStatus(answer, status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  return JSON.parse(answer.body.toString()) as { detail?: string; errors?: string[] };
}

/** As many reasons as are expected, each of them there, in any order. */
function expectReasons(reasons: readonly string[], ...expected: readonly RegExp[]): void {
  const shown = JSON.stringify(reasons);
  assert.equal(reasons.length, expected.length, shown);
  for (const one of expected)
    assert.ok(
      reasons.some((reason) => one.test(reason)),
      shown,
    );
}
