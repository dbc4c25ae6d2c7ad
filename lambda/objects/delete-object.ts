import { DeleteObjectCommand } from '@aws-sdk/client-s3';

import type { Operation } from './operation';

/** `DELETE /objects/{key}`: afterwards there is no such object, whether there was one or not. */
export const deleteObject: Operation = async ({ s3, bucketName }, { parameters, signal }) => {
  const { key, 'If-Match': condition } = parameters;
  await s3.send(new DeleteObjectCommand({ Bucket: bucketName, Key: key, IfMatch: condition }), {
    abortSignal: signal,
  });
  return { statusCode: 204, headers: {}, body: '' };
};
