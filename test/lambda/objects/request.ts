import { S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Readable } from 'node:stream';

import { answer } from '../../../lambda/objects/api';
import type { LogEntry } from '../../../lambda/objects/log';

export const REQUEST_ID = '0d3c4a1e-5b7f-4f0e-9a51-2f6f8f7f1c11';

/** What the SDK sent to S3. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array;
}

/** What S3 answers. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array | Readable;
}

/** How S3 writes an error. */
export function s3Error(status: number, code: string): Reply {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<Error><Code>${code}</Code><Message>secret-bucket says ${code}</Message></Error>`,
  };
}

export type Given = Partial<
  Pick<APIGatewayProxyEvent, 'httpMethod' | 'resource' | 'body' | 'isBase64Encoded'>
> & {
  readonly version?: string;
  readonly key?: string;
  readonly allowedOrigins?: string[];
  readonly headers?: Record<string, string> | null;
  readonly query?: Record<string, string[]>;
};

export interface Outcome {
  readonly response: APIGatewayProxyResult;
  readonly sent: Sent[];
  readonly log: LogEntry[];
}

/** One request through the whole API and the real SDK, whose HTTP is answered by `s3`. */
export async function call(given: Given, s3: Reply | Error = {}): Promise<Outcome> {
  const sent: Sent[] = [];
  const log: LogEntry[] = [];
  const client = new S3Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
    requestHandler: {
      handle: (request: Sent) => {
        sent.push(request);
        if (s3 instanceof Error) return Promise.reject(s3);
        const { status = 200, headers = {}, body = '' } = s3;
        const stream = body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
        return Promise.resolve({ response: { statusCode: status, headers, body: stream } });
      },
    },
  });
  const response = await answer(
    {
      s3: client,
      bucketName: 'secret-bucket',
      allowedOrigins: given.allowedOrigins ?? [],
      log: (entry) => log.push(entry),
    },
    eventOf(given),
    { getRemainingTimeInMillis: () => 60_000 },
  );
  return { response, sent, log };
}

/** The body of an answer. */
export function json(response: APIGatewayProxyResult): unknown {
  return JSON.parse(response.body);
}

/** The event as a REST API sends it. */
export function eventOf(given: Given): APIGatewayProxyEvent {
  const path = given.resource ?? (given.key === undefined ? '/objects' : '/objects/{key+}');
  const resource = `/${given.version ?? 'v2'}${path}`;
  const httpMethod = given.httpMethod ?? 'GET';
  const event = {
    resource,
    path: resource,
    httpMethod,
    headers: {},
    multiValueHeaders: {},
    pathParameters: given.key === undefined ? null : { key: given.key },
    queryStringParameters: null,
    multiValueQueryStringParameters: given.query ?? null,
    stageVariables: null,
    body: given.body ?? null,
    isBase64Encoded: given.isBase64Encoded ?? false,
    requestContext: {
      accountId: '111122223333',
      apiId: 'api',
      authorizer: null,
      httpMethod,
      identity,
      path: resource,
      protocol: 'HTTP/1.1',
      requestId: REQUEST_ID,
      requestTimeEpoch: 0,
      resourceId: 'resource',
      resourcePath: resource,
      stage: 'live',
    },
  };
  // The console's test call sends null where the types promise an object.
  return Object.assign(event, { headers: given.headers === undefined ? {} : given.headers });
}

const identity = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: '192.0.2.1',
  user: null,
  userAgent: null,
  userArn: null,
};
