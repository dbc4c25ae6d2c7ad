import { PutObjectCommand } from '@aws-sdk/client-s3';

import { bytesOf } from './body';
import { definedHeaders, headerOf } from './headers';
import type { Operation } from './operation';

/**
 * `PUT /objects/{key}`: creates or replaces the object.
 *
 * S3 does not say which it did, so the status is 200; but `If-None-Match: *` lets only a creation
 * through, and that is answered with 201.
 */
export const putObject: Operation = async ({ s3, bucketName }, { parameters, event, signal }) => {
  const { key, 'If-Match': match, 'If-None-Match': noneMatch } = parameters;
  const { ETag: etag } = await s3.send(
    new PutObjectCommand({
      Bucket: bucketName,
      Key: key,
      Body: bytesOf(event),
      ContentType: headerOf(event, 'content-type') ?? 'application/octet-stream',
      IfMatch: match,
      IfNoneMatch: noneMatch,
    }),
    { abortSignal: signal },
  );
  return {
    statusCode: noneMatch === undefined ? 200 : 201,
    headers: definedHeaders({ ETag: etag }),
    body: '',
  };
};
