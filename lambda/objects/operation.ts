import type { S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { OpenAPIV3 } from 'openapi-types';

import type { Deletion, Parameters } from './contract';
import type { Log } from './log';

/** What every operation is given instead of making it. */
export interface Dependencies {
  /** The client through which objects are read and written. */
  readonly s3: Pick<S3Client, 'send'>;

  /** The bucket that holds the objects. */
  readonly bucketName: string;

  /** The origins whose pages may read the answers. */
  readonly allowedOrigins: readonly string[];

  /** Where the one line about each request goes. */
  readonly log: Log;
}

/** A request that meets the document of its version. */
export interface Request {
  /** As in `v1`. */
  readonly version: string;

  /** What that version promises. */
  readonly document: OpenAPIV3.Document;

  /** Those of the path, the query and the headers that the document names. */
  readonly parameters: Parameters;

  /** The body, of an operation that takes JSON. */
  readonly body: Deletion;

  /** All that came. */
  readonly event: APIGatewayProxyEvent;

  /** Ends what is under way when the answer is due. */
  readonly signal: AbortSignal;
}

/** An answer that went well, at least in part. */
export interface Answer extends APIGatewayProxyResult {
  /** What went wrong with the rest, for the log only. */
  readonly reason?: string;
}

/** One method of one resource. */
export type Operation = (dependencies: Dependencies, request: Request) => Promise<Answer>;
