import { ListObjectsV2Command } from '@aws-sdk/client-s3';

import type { Parameters } from './contract';
import { INVOCATION_BYTES } from './limits';
import type { Dependencies, Operation } from './operation';
import { badRequest } from './problem';

/** `GET /objects?prefix=&limit=&cursor=`: one page of what there is, in the order of the keys. */
export const listObjects: Operation = async (dependencies, { version, parameters, signal }) => {
  const page = await readPage(dependencies, parameters, signal);
  const objects = (page.Contents ?? []).map((object) => ({
    key: object.Key,
    size: object.Size,
    etag: object.ETag,
    lastModified: object.LastModified?.toISOString(),
  }));
  const cursor = page.NextContinuationToken;
  const end = version === 'v1' ? { cursor } : { next: cursor && pageAfter(parameters, cursor) };
  const response = {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ objects, ...end }),
  };
  // Only keys that were put past this API, with control characters in them, can be so long in JSON.
  if (Buffer.byteLength(JSON.stringify(response)) > INVOCATION_BYTES) {
    throw badRequest([`limit is ${String(parameters.limit)}, too many for these keys; give less`]);
  }
  return response;
};

/** The query of the page that begins at the cursor, encoded as a signature wants it. */
function pageAfter({ prefix, limit }: Parameters, cursor: string): string {
  const query = Object.entries({ prefix, limit, cursor })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encode(String(value))}`);
  return `?${query.join('&')}`;
}

/** @see https://www.rfc-editor.org/rfc/rfc3986#section-2.3 */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function readPage(
  { s3, bucketName }: Dependencies,
  { prefix, limit, cursor }: Parameters,
  abortSignal: AbortSignal,
) {
  try {
    return await s3.send(
      new ListObjectsV2Command({
        Bucket: bucketName,
        Prefix: prefix,
        MaxKeys: limit,
        ContinuationToken: cursor,
      }),
      { abortSignal },
    );
  } catch (error) {
    // The cursor is the only argument that S3 knows more about than we do.
    if (cursor !== undefined && error instanceof Error && error.name === 'InvalidArgument') {
      const reason = 'cursor is not one that this API gave; start again without it';
      throw badRequest([reason], error);
    }
    throw error;
  }
}
