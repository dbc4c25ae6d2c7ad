import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { extract } from 'tar-stream';
import { createApp } from '../../service/src/app';
import { type ExportLimits, LIMITS } from '../../service/src/limits';
import { FakeS3 } from './fake-s3';

/** A running exporter and the fake bucket that it reads. */
export interface Exporter {
  readonly bucket: FakeS3;
  readonly bucketUrl: string;
  readonly server: Server;
  readonly url: string;
  readonly lifecycle: { draining: boolean };
  readonly entries: Readonly<Record<string, unknown>>[];
  readonly stop: () => Promise<void>;
}

/** Starts an exporter in this process, on 127.0.0.1, with a real S3 client. */
export async function startExporter(differing: Partial<ExportLimits> = {}): Promise<Exporter> {
  const bucket = new FakeS3();
  const bucketUrl = await bucket.start();
  const s3 = new S3Client({
    endpoint: bucketUrl,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const lifecycle = { draining: false };
  const allowedOrigins = ['https://app.example.com'];
  const entries: Readonly<Record<string, unknown>>[] = [];
  const log = (entry: Readonly<Record<string, unknown>>) => void entries.push(entry);
  const limits = { ...LIMITS, maxExports: 2, ...differing };
  const server = createApp({ s3, bucket: 'objects', limits, allowedOrigins, lifecycle, log });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    s3.destroy();
    await bucket.stop();
  };
  const url = `http://127.0.0.1:${String(port)}`;
  return { bucket, bucketUrl, server, url, lifecycle, entries, stop };
}

/** An entry of a tar. */
export interface TarEntry {
  readonly name: string;
  readonly type: string;
  readonly mtime: Date;
  readonly content: Buffer;
}

/** Reads a tar whole; throws when it is not one. */
export async function untar(tar: Uint8Array): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  const reader = extract();
  Readable.from([Buffer.from(tar)])
    .on('data', (chunk: Buffer) => reader.write(chunk))
    .on('end', () => reader.end(null));
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const { name, type, mtime } = entry.header;
    entries.push({ name, type, mtime, content: Buffer.concat(chunks) });
  }
  return entries;
}

/** Settles when the condition holds; it is for Jest's time limit to end a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
