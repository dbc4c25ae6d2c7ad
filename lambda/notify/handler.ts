import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';

import { writeLog } from '../connections/log';
import { changeOf, type S3Event } from './change';
import { type Dependencies, notify } from './notify';

const tableName = process.env.TABLE_NAME ?? '';
const endpoint = process.env.CALLBACK_URL ?? '';
const unset = Object.entries({ TABLE_NAME: tableName, CALLBACK_URL: endpoint }).flatMap(
  ([name, value]) => (value === '' ? [name] : []),
);
if (unset.length > 0) {
  throw new Error(
    `${unset.join(' and ')} not set; set TABLE_NAME to the table of connections and CALLBACK_URL to the address of the stage`,
  );
}

const timeouts = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
const dependencies: Dependencies = {
  store: {
    dynamodb: new DynamoDBClient({ requestHandler: timeouts }),
    tableName,
    sleep: (ms) => sleep(ms),
  },
  management: new ApiGatewayManagementApiClient({
    endpoint,
    maxAttempts: 3,
    requestHandler: { ...timeouts, httpsAgent: new Agent({ keepAlive: true, maxSockets: 25 }) },
  }),
  log: writeLog,
  now: Date.now,
};

/** What Lambda calls, once for each change of an object, and again when it was thrown at. */
export async function handler(event: S3Event, context: Context): Promise<void> {
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  await notify(dependencies, changeOf(event), deadline);
}
