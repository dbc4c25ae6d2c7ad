import { strict as assert } from 'node:assert';
import type { Check } from './check';
import { clientOf } from './request';

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
const EXPORTED = Array.from({ length: 50 }, (_, index) => ({
  key: `smoke/export/${String(index).padStart(2, '0')}.bin`,
  body: Buffer.concat([EVERY_BYTE, Buffer.from(`object ${String(index)}`)]),
}));

const BINARY = 'smoke/nested/deep/ü & ?.bin';

/** What is promised of objects, called in by the sample client. */
export const OBJECT_CHECKS: readonly Check[] = [
  {
    name: 'keeps a text object with its content type and ETag',
    async run(target, { client }) {
      const api = clientOf(target, client);
      const body = Buffer.from('Grüße, 世界\n');
      const { etag } = await api.put('smoke/a.txt', body, { contentType: 'text/plain' });
      const { lastModified, ...read } = await api.get('smoke/a.txt');
      const head = { contentType: 'text/plain', etag, size: body.length };
      assert.deepEqual(read, { ...head, body });
      assert.deepEqual(await api.head('smoke/a.txt'), { ...head, lastModified });
    },
  },
  {
    name: 'keeps every byte of a binary object under a nested key',
    async run(target, { client }) {
      const api = clientOf(target, client);
      await api.put(BINARY, EVERY_BYTE);
      assert.deepEqual((await api.get(BINARY)).body, EVERY_BYTE);
    },
  },
  {
    name: 'lists objects by prefix, page after page',
    async run(target, { client }) {
      const api = clientOf(target, client);
      const key = 'smoke/nested/other.txt';
      await api.put(key, 'other');
      const keys: string[] = [];
      for await (const object of api.list({ prefix: 'smoke/nested/', pageSize: 1 })) {
        keys.push(object.key);
      }
      assert.deepEqual(keys, [BINARY, key]);
    },
  },
  {
    name: 'refuses to overwrite when If-None-Match says so',
    async run(target, { client }) {
      const overwrite = clientOf(target, client).put('smoke/a.txt', 'other', { ifNoneMatch: '*' });
      await assert.rejects(overwrite, { name: 'ApiError', status: 412 });
    },
  },
  {
    name: 'answers 404 for an object that was deleted, and says why',
    async run(target, { client }) {
      const api = clientOf(target, client);
      await api.delete('smoke/a.txt');
      await assert.rejects(api.get('smoke/a.txt'), {
        name: 'ApiError',
        status: 404,
        detail: /key/,
      });
    },
  },
  {
    name: 'deletes many objects with one request, and no others',
    async run(target, { client }) {
      const api = clientOf(target, client);
      const keys = ['smoke/many/1', 'smoke/many/2 & ü', 'smoke/many/3'];
      await Promise.all(keys.map((key) => api.put(key, key)));
      await api.deleteAll([...keys.slice(0, 2), 'smoke/many/never']);
      const left: string[] = [];
      for await (const { key } of api.list({ prefix: 'smoke/many/' })) left.push(key);
      assert.deepEqual(left, keys.slice(2));
    },
  },
  {
    name: 'exports 50 objects through the VPC link, byte for byte',
    needsContainers: true,
    async run(target, { client }) {
      const api = clientOf(target, client);
      // Each call under way is a process of its own here.
      for (let at = 0; at < EXPORTED.length; at += 5) {
        await Promise.all(EXPORTED.slice(at, at + 5).map(({ key, body }) => api.put(key, body)));
      }
      const exported: { key: string; body: Buffer }[] = [];
      for await (const { key, body } of api.export('smoke/export/')) exported.push({ key, body });
      assert.deepEqual(exported, EXPORTED);
    },
  },
];
