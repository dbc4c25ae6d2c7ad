import { setTimeout as sleep } from 'node:timers/promises';

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyWebsocketHandlerV2 } from 'aws-lambda';

import { answer, type Dependencies } from './api';
import { writeLog } from './log';

const tableName = process.env.TABLE_NAME;
if (tableName === undefined || tableName === '') {
  throw new Error('TABLE_NAME is not set; set it to the name of the table of connections');
}

const dependencies: Dependencies = {
  store: {
    dynamodb: new DynamoDBClient({
      requestHandler: {
        connectionTimeout: 1_000,
        requestTimeout: 2_000,
        throwOnRequestTimeout: true,
      },
    }),
    tableName,
    sleep: (ms) => sleep(ms),
  },
  log: writeLog,
};

/** What Lambda calls, once for each event of the WebSocket API. */
export const handler: APIGatewayProxyWebsocketHandlerV2 = (event) => answer(dependencies, event);
