import { S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyHandler } from 'aws-lambda';

import { originsOf } from '../../api/cors';
import { answer } from './api';
import { writeLog } from './log';
import type { Dependencies } from './operation';

const bucketName = process.env.BUCKET_NAME;
if (bucketName === undefined || bucketName === '') {
  throw new Error('BUCKET_NAME is not set; set it to the name of the objects bucket');
}

const dependencies: Dependencies = {
  // So that a connection that is lost is tried again; what ends the attempts in time is the invocation.
  s3: new S3Client({ requestHandler: { connectionTimeout: 1_000, socketTimeout: 3_000 } }),
  bucketName,
  allowedOrigins: originsOf(process.env.ALLOWED_ORIGINS),
  log: writeLog,
};

/** What Lambda calls, once for each request to the API. */
export const handler: APIGatewayProxyHandler = (event, context) =>
  answer(dependencies, event, context);
