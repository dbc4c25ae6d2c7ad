import { DeleteObjectsCommand } from '@aws-sdk/client-s3';

import type { Operation } from './operation';
import { isBusy } from './s3-error';

/** `POST /deletions`: afterwards there are no objects of these keys, but for those that it names. */
export const deleteObjects: Operation = async ({ s3, bucketName }, { body: { keys }, signal }) => {
  const objects = keys.map((key) => ({ Key: key }));
  const { Deleted = [], Errors = [] } = await s3.send(
    new DeleteObjectsCommand({ Bucket: bucketName, Delete: { Objects: objects } }),
    { abortSignal: signal },
  );
  const gone = new Set(Deleted.map(({ Key }) => Key));
  const left = keys.filter((key) => !gone.has(key));
  const codes = new Map(Errors.map(({ Key, Code }) => [Key, Code]));
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      deleted: keys.filter((key) => gone.has(key)),
      failed: left.map((key) => ({ key, detail: detailOf(codes.get(key)) })),
    }),
    ...(left.length > 0 && { reason: [...new Set(codes.values())].join(', ') }),
  };
};

function detailOf(code: string | undefined): string {
  return isBusy(code)
    ? 'the object store is busy; try again'
    : 'the object store refuses to delete this object';
}
