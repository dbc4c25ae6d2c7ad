import { ListObjectsV2Command } from '@aws-sdk/client-s3';

import type { Dependencies, Operation } from './dependencies';
import { badRequest } from './problem';
import { listQueryOf } from './request';
import type { ListQuery } from './request';

/** `GET /objects?prefix=&limit=&cursor=`: one page of what there is, in the order of the keys. */
export const listObjects: Operation = async (dependencies, event) => {
  const page = await readPage(dependencies, listQueryOf(event));
  const objects = (page.Contents ?? []).map((object) => ({
    key: object.Key,
    size: object.Size,
    etag: object.ETag,
    lastModified: object.LastModified?.toISOString(),
  }));
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ objects, cursor: page.NextContinuationToken }),
  };
};

async function readPage({ s3, bucketName }: Dependencies, { prefix, limit, cursor }: ListQuery) {
  try {
    return await s3.send(
      new ListObjectsV2Command({
        Bucket: bucketName,
        Prefix: prefix,
        MaxKeys: limit,
        ContinuationToken: cursor,
      }),
    );
  } catch (error) {
    // The cursor is the only argument that S3 knows more about than we do.
    if (cursor !== undefined && error instanceof Error && error.name === 'InvalidArgument') {
      throw badRequest(['cursor is not one that this API gave; start again without it']);
    }
    throw error;
  }
}
