import { cpus } from 'node:os';
import { callSigned, clientOf } from '../../lib/local/smoke/request';
import { assumeClient, stageOf } from '../../lib/local/smoke/smoke';
import type { Started } from '../../lib/local/start';
import {
  beginExports,
  bucketOf,
  confused,
  processesOfFunctions,
  putAll,
  putAtOnce,
} from './hard-calls';

/** Adds tests of what is hard to answer to those of a deployment. */
export function testHardCalls(deployed: () => Started): void {
  test('keeps one object for each key that can be one, and refuses what cannot', async () => {
    const { deployment } = deployed();
    const client = await assumeClient(deployment);
    const stage = stageOf(deployment);
    const names = [
      'a b',
      'a%20b',
      'a%2520b',
      'x/y',
      'x%2Fy',
      'x%252Fy',
      '100%',
      '%',
      'ü+&?#',
      'é%C3%A9',
    ];
    const keys = names.map((name) => `odd/${name}`).sort();
    expect(await confused(stage, client, keys)).toEqual([]);
    const call = (method: string, path: string) =>
      callSigned(stage, { method, path: `/v2/objects${path}`, body: Buffer.from('odd') }, client);
    // An encoded slash is one, and no second object.
    expect((await call('PUT', '/odd%2Fx%2Fy')).status).toBe(200);
    const bad = [
      '//odd/lead',
      '/odd//x',
      '/odd/',
      '/odd%2F',
      '/odd/%2F',
      '/odd/%2Fx',
      '/odd/%FF',
      '/odd/%',
      '/odd/.%2E',
    ];
    const refused = await Promise.all(bad.map(async (path) => (await call('PUT', path)).status));
    expect(refused).toEqual(bad.map(() => 400));
    const left: string[] = [];
    for await (const { key } of clientOf(stage, client).list({ prefix: 'odd/' })) left.push(key);
    expect(left.sort()).toEqual(keys);
  }, 60_000);

  test('answers 200 puts at once with 200 or 429, and keeps few processes for them', async () => {
    const { deployment } = deployed();
    const statuses = await putAtOnce(stageOf(deployment), await assumeClient(deployment), 200);
    expect(statuses.filter((status) => ![200, 429].includes(status))).toEqual([]);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(100);
    const processes = Object.values(processesOfFunctions());
    expect(processes.length).toBeGreaterThan(0);
    expect(Math.max(...processes)).toBeLessThanOrEqual(2 * cpus().length);
  }, 60_000);

  test('answers an export that cannot be one with the reason of the service', async () => {
    const { deployment } = deployed();
    if (deployment.withoutContainers !== undefined) return;
    const call = { method: 'GET', path: '/v2/exports', query: { prefix: 'a', prefx: 'b' } };
    const client = await assumeClient(deployment);
    const { status, body } = await callSigned(stageOf(deployment), call, client);
    expect({ status, body: body.toString() }).toMatchObject({
      status: 400,
      body: expect.stringContaining('unknown parameter') as string,
    });
  });

  test('deletes 1,000 objects with one request', async () => {
    const { deployment } = deployed();
    const stage = stageOf(deployment);
    const client = await assumeClient(deployment);
    const keys = Array.from({ length: 1000 }, (_, index) => `thousand/${String(index)}`);
    await putAll(
      deployment.aws,
      bucketOf(deployment),
      keys.map((key) => ({ key, body: key })),
    );
    await clientOf(stage, client).deleteAll(keys);
    expect(await clientOf(stage, client).list({ prefix: 'thousand/' }).next()).toMatchObject({
      done: true,
    });
  }, 120_000);

  test('answers as many exports at once as the tasks take, and refuses the others', async () => {
    const { deployment } = deployed();
    if (deployment.withoutContainers !== undefined) return;
    const stage = stageOf(deployment);
    const client = await assumeClient(deployment);
    const body = Buffer.alloc(32 * 1024 * 1024);
    await putAll(deployment.aws, bucketOf(deployment), [{ key: 'large/one', body }]);
    const statuses = await beginExports(stage, client, 'large/', 20);
    // Three tasks take four each; the API lets a few more come to them than that.
    expect(statuses.filter((status) => status === 200)).toHaveLength(12);
    expect(statuses.filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
  }, 60_000);
}
