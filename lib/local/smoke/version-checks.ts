import { strict as assert } from 'node:assert';
import { deprecationHeaders } from '../../../api/deprecation';
import { DOCUMENTS, type Version } from '../../../api/documents';
import type { Credentials } from '../local-aws';
import { type Check, expectStatus } from './check';
import { type Answer, type Call, callSigned, clientOf, type Stage } from './request';

const KEY = 'smoke/versions/a';

/** What is promised of the versions of the API, side by side. */
export const VERSION_CHECKS: readonly Check[] = [
  {
    name: 'answers every route of v1 still, and says each time when it ends',
    async run(target, { client }) {
      const call = callerOf(target, client, 'v1');
      expectEnding(await call('PUT', `/objects/${KEY}`, 200, { body: Buffer.from('a') }));
      const read = await call('GET', `/objects/${KEY}`, 200);
      assert.equal(read.body.toString(), 'a');
      expectEnding(read);
      expectEnding(await call('HEAD', `/objects/${KEY}`, 200));
      expectEnding(await call('GET', '/objects', 200));
      expectEnding(await call('GET', '/openapi.json', 200));
      expectEnding(await call('DELETE', `/objects/${KEY}`, 204));
      const keys = Buffer.from(JSON.stringify({ keys: [KEY] }));
      const headers = { 'content-type': 'application/json' };
      expectEnding(await call('POST', '/deletions', 200, { headers, body: keys }));
      expectEnding(await call('GET', `/objects/${KEY}`, 404));
    },
  },
  {
    name: 'exports the same in both versions',
    needsContainers: true,
    async run(target, { client }) {
      // The emulator passes on no header of a container's answer; test/service sees to those.
      const query = { prefix: 'smoke/export/' };
      const tarOf = async (version: Version) =>
        (await callerOf(target, client, version)('GET', '/exports', 200, { query })).body;
      const tar = await tarOf('v2');
      assert.ok(tar.includes('smoke/export/00.bin'));
      assert.deepEqual(await tarOf('v1'), tar);
    },
  },
  {
    name: 'says nothing of an end of v2',
    async run(target, { client }) {
      const { headers } = await callerOf(target, client, 'v2')('GET', '/objects', 200);
      assert.deepEqual([headers.get('deprecation'), headers.get('sunset')], [null, null]);
    },
  },
  {
    name: 'lists the same in both versions, but for how the next page is asked for',
    async run(target, { client }) {
      const api = clientOf(target, client);
      const keys = [1, 2].map((index) => `smoke/pages/ü & ?+%/${String(index)}`);
      await Promise.all(keys.map((key) => api.put(key, key)));
      const query = { prefix: 'smoke/pages/ü & ?+%/', limit: '1' };
      const pageOf = async (version: Version, asked: Record<string, string>) => {
        const call = callerOf(target, client, version);
        const { body } = await call('GET', '/objects', 200, { query: asked });
        return JSON.parse(body.toString()) as Page;
      };
      const { cursor = '', ...first } = await pageOf('v1', query);
      const { next = '', ...same } = await pageOf('v2', query);
      assert.deepEqual(first, same);
      const second = await pageOf('v1', { ...query, cursor });
      assert.deepEqual(await pageOf('v2', Object.fromEntries(new URLSearchParams(next))), second);
      const listed = [first, second].flatMap(({ objects }) => objects.map(({ key }) => key));
      assert.deepEqual(listed, keys);
    },
  },
];

interface Page {
  readonly objects: readonly { readonly key: string }[];
  readonly cursor?: string;
  readonly next?: string;
}

/** Calls a version of the API, and expects a status. */
function callerOf(stage: Stage, credentials: Credentials, version: Version) {
  return async (
    method: string,
    path: string,
    status: number,
    more: Partial<Call> = {},
  ): Promise<Answer> => {
    const call = { ...more, method, path: `/${version}${path}` };
    const answer = await callSigned(stage, call, credentials);
    expectStatus(answer, status);
    return answer;
  };
}

function expectEnding({ headers }: Answer): void {
  const { Deprecation, Sunset } = deprecationHeaders(DOCUMENTS.v1);
  assert.equal(headers.get('deprecation'), Deprecation);
  assert.equal(headers.get('sunset'), Sunset);
}
