import { PutObjectCommand } from '@aws-sdk/client-s3';

import type { Operation } from './dependencies';
import { definedHeaders } from './headers';
import { keyOf } from './key';
import { bodyOf, headerOf, writeConditionsOf } from './request';

/**
 * `PUT /objects/{key}`: creates or replaces the object.
 *
 * S3 does not say which it did, so the status is 200; but `If-None-Match: *` lets only a creation
 * through, and that is answered with 201.
 */
export const putObject: Operation = async ({ s3, bucketName }, event) => {
  const key = keyOf(event.pathParameters?.key);
  const conditions = writeConditionsOf(event);
  const { ETag: etag } = await s3.send(
    new PutObjectCommand({
      Bucket: bucketName,
      Key: key,
      Body: bodyOf(event),
      ContentType: headerOf(event.headers, 'content-type') ?? 'application/octet-stream',
      ...conditions,
    }),
  );
  return {
    statusCode: conditions.IfNoneMatch === undefined ? 200 : 201,
    headers: definedHeaders({ ETag: etag }),
    body: '',
  };
};
