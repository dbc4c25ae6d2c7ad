import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How the fake answers GetObject for one key. */
export interface FakeObject {
  /** The size in bytes that the list and `Content-Length` name. */
  readonly size: number;

  /** Instead of the object, an error of this code. */
  readonly error?: 'NoSuchKey' | 'AccessDenied';

  /** After this many bytes the connection is cut. */
  readonly cutAfter?: number;

  /** The base64 CRC-32 that S3 says the object has. */
  readonly crc32?: string;

  /** When it was written. */
  readonly lastModified?: Date;
}

const PATTERN = Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 31 + 7) % 251));

/** The bytes of every object of this size. */
export function contentOf(size: number): Buffer {
  return Buffer.alloc(size, PATTERN);
}

/** When every object was written. */
export const LAST_MODIFIED = new Date('2026-01-02T03:04:05Z');

/** As much of S3 as the exporter uses, on 127.0.0.1; bodies are made while they are read. */
export class FakeS3 {
  readonly objects = new Map<string, FakeObject>();

  /** GetObject requests that are under way, and the most there ever were. */
  open = 0;
  mostOpen = 0;

  /** Bytes of bodies taken by the reader's end of the connection. */
  bytesSent = 0;

  /** Requests for a page of the list. */
  lists = 0;

  /** Keys that a page of the list holds at most. */
  pageSize = 1000;

  /** Every list is answered with this error. */
  listError: { readonly status: number; readonly code: string } | undefined;

  /** GetObject answers wait for it. */
  gate: Promise<void> = Promise.resolve();

  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query = ''] = (request.url ?? '/').split('?');
    const search = new URLSearchParams(query);
    if (search.has('list-type')) {
      this.list(search, response);
      return;
    }
    this.mostOpen = Math.max(this.mostOpen, ++this.open);
    response.once('close', () => this.open--);
    await this.gate;
    await this.get(decodeURIComponent(path.split('/').slice(2).join('/')), response);
  }

  private list(query: URLSearchParams, response: ServerResponse): void {
    this.lists += 1;
    if (this.listError !== undefined) {
      sendError(response, this.listError.status, this.listError.code);
      return;
    }
    const from = Number(query.get('continuation-token') ?? '0');
    const all = [...this.objects].filter(([key]) => key.startsWith(query.get('prefix') ?? ''));
    const encoded = query.get('encoding-type') === 'url';
    const page = all.slice(from, from + this.pageSize);
    const next = from + page.length;
    const contents = page.map(
      ([key, { size }]) =>
        `<Contents><Key>${encoded ? encode(key) : escape(key)}</Key><Size>${String(size)}</Size></Contents>`,
    );
    const more = next < all.length;
    response.end(
      `<ListBucketResult><IsTruncated>${String(more)}</IsTruncated>` +
        (encoded ? '<EncodingType>url</EncodingType>' : '') +
        (more ? `<NextContinuationToken>${String(next)}</NextContinuationToken>` : '') +
        `${contents.join('')}</ListBucketResult>`,
    );
  }

  private async get(key: string, response: ServerResponse): Promise<void> {
    const object = this.objects.get(key);
    const code = object === undefined ? 'NoSuchKey' : object.error;
    if (object === undefined || code !== undefined) {
      sendError(response, code === 'AccessDenied' ? 403 : 404, code ?? 'NoSuchKey');
      return;
    }
    response.writeHead(200, {
      'content-length': object.size,
      'last-modified': (object.lastModified ?? LAST_MODIFIED).toUTCString(),
      ...(object.crc32 === undefined ? {} : { 'x-amz-checksum-crc32': object.crc32 }),
    });
    response.flushHeaders();
    await pipeline(Readable.from(this.body(object)), response);
  }

  private *body({ size, cutAfter }: FakeObject): Generator<Buffer> {
    const end = cutAfter ?? size;
    for (let sent = 0; sent < end;) {
      const chunk = PATTERN.subarray(0, Math.min(PATTERN.length, end - sent));
      sent += chunk.length;
      this.bytesSent += chunk.length;
      yield chunk;
    }
    if (cutAfter !== undefined) throw new Error('cut');
  }
}

/** As S3 encodes keys in a list: a form's encoding, slashes left alone. */
function encode(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}

/** As S3 writes a key into XML otherwise: references, even to characters that XML forbids. */
function escape(key: string): string {
  return key.replace(/[&<\p{Cc}]/gu, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
}

function sendError(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>made for the test</Message></Error>`);
}
