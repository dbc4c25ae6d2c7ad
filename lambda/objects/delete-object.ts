import { DeleteObjectCommand } from '@aws-sdk/client-s3';

import type { Operation } from './dependencies';
import { keyOf } from './key';
import { headerOf } from './request';

/** `DELETE /objects/{key}`: afterwards there is no such object, whether there was one or not. */
export const deleteObject: Operation = async ({ s3, bucketName }, event) => {
  const key = keyOf(event.pathParameters?.key);
  const condition = headerOf(event.headers, 'if-match');
  await s3.send(new DeleteObjectCommand({ Bucket: bucketName, Key: key, IfMatch: condition }));
  return { statusCode: 204, headers: {}, body: '' };
};
