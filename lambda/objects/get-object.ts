import { Readable } from 'node:stream';

import { GetObjectCommand, HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { APIGatewayProxyResult } from 'aws-lambda';

import { definedHeaders } from './headers';
import { MAX_OBJECT_BYTES } from './limits';
import type { Operation, Request } from './operation';
import { Problem } from './problem';
import { s3Status } from './s3-error';

/** `GET /objects/{key}`: the object, byte for byte. */
export const getObject: Operation = async ({ s3, bucketName }, request) => {
  const input = { Bucket: bucketName, ...inputOf(request) };
  try {
    const object = await s3.send(new GetObjectCommand(input), { abortSignal: request.signal });
    const bytes = await readBody(object, input.Key);
    return {
      statusCode: 200,
      headers: headersOf(object),
      body: Buffer.from(bytes).toString('base64'),
      isBase64Encoded: true,
    };
  } catch (error) {
    return notModified(error);
  }
};

/** `HEAD /objects/{key}`: the headers of a GET, whatever the size. */
export const headObject: Operation = async ({ s3, bucketName }, request) => {
  const input = { Bucket: bucketName, ...inputOf(request) };
  try {
    const object = await s3.send(new HeadObjectCommand(input), { abortSignal: request.signal });
    return { statusCode: 200, headers: headersOf(object), body: '' };
  } catch (error) {
    return notModified(error);
  }
};

function inputOf({ parameters }: Request) {
  const { key, 'If-Match': match, 'If-None-Match': noneMatch } = parameters;
  return { Key: key, IfMatch: match, IfNoneMatch: noneMatch };
}

/**
 * The whole object in memory.
 *
 * @throws Problem 413 above {@link MAX_OBJECT_BYTES}, before the first byte is read
 */
async function readBody(object: GetObjectCommandOutput, key: string): Promise<Uint8Array> {
  const { Body: body, ContentLength: size } = object;
  if (body === undefined || size === undefined) throw new Error('S3 gave no body or no length');
  if (size <= MAX_OBJECT_BYTES) return body.transformToByteArray();
  // Else the connection would stay open, holding the rest of the object.
  if (body instanceof Readable) body.destroy();
  throw new Problem(
    413,
    `the object has ${String(size)} bytes; this API returns at most ${String(MAX_OBJECT_BYTES)}: ` +
      `export it by GET /exports?prefix=${encodeURIComponent(key)}`,
  );
}

function headersOf(object: GetObjectCommandOutput | HeadObjectCommandOutput) {
  return definedHeaders({
    'Content-Type': object.ContentType ?? 'application/octet-stream',
    'Content-Length': object.ContentLength?.toString(),
    ETag: object.ETag,
    'Last-Modified': object.LastModified?.toUTCString(),
  });
}

/** The SDK takes a 304 for an error; here it becomes an answer again. All else is thrown on. */
function notModified(error: unknown): APIGatewayProxyResult {
  if (!(error instanceof S3ServiceException) || s3Status(error) !== 304) throw error;
  const headers = definedHeaders({ ETag: error.$response?.headers.etag });
  return { statusCode: 304, headers, body: '' };
}
