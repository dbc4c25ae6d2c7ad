import type { S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

import type { Log } from './log';

/** What every operation is given instead of making it. */
export interface Dependencies {
  /** The client through which objects are read and written. */
  readonly s3: Pick<S3Client, 'send'>;

  /** The bucket that holds the objects. */
  readonly bucketName: string;

  /** Where the one line about each request goes. */
  readonly log: Log;
}

/** One method of one resource. */
export type Operation = (
  dependencies: Dependencies,
  event: APIGatewayProxyEvent,
) => Promise<APIGatewayProxyResult>;
