import { deprecationHeaders } from '../../api/deprecation';
import { DOCUMENTS } from '../../api/documents';
import { pipeline } from 'node:stream/promises';
import { S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import type { Exchange, Route } from './app';
import { openExport, type ExportProgress } from './export';
import { explain } from './log';
import type { ExportLimits } from './limits';
import type { Problem } from './problem';
import { prefixReader, QueryError } from './query';

/** What an export needs. */
export interface ExportDependencies {
  /** Reads the bucket. */
  readonly s3: S3Client;

  /** The name of the bucket. */
  readonly bucket: string;

  /** What holds for each export, and for all of them. */
  readonly limits: ExportLimits;
}

/** `GET /exports?prefix=` of each version, by path: streams every matching object as one tar. */
export function exportRoutes(dependencies: ExportDependencies): [string, Route][] {
  const withinBound = boundedExport(dependencies);
  return Object.entries(DOCUMENTS).map(([version, document]) => {
    const headers = new Map(Object.entries(deprecationHeaders(document)));
    const prefixOf = prefixReader(document);
    const route: Route = async (exchange) => {
      exchange.response.setHeaders(headers);
      try {
        return await withinBound(prefixOf(exchange.query), exchange);
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        exchange.sendProblem({ status: 400, detail: error.message, errors: error.errors });
        return {};
      }
    };
    return [`/${version}/exports`, route];
  });
}

/** One export, as long as this task runs no more of them than it may, whatever their version. */
function boundedExport(dependencies: ExportDependencies) {
  let running = 0;
  return async (prefix: string, exchange: Exchange) => {
    if (running >= dependencies.limits.maxExports) {
      exchange.sendProblem(tryLater(`${String(running)} exports are running; try again later`, 10));
      return {};
    }
    running += 1;
    try {
      return await streamExport(dependencies, prefix, exchange);
    } finally {
      running -= 1;
    }
  };
}

async function streamExport(
  { s3, bucket, limits }: ExportDependencies,
  prefix: string,
  exchange: Exchange,
) {
  const { response } = exchange;
  const abort = new AbortController();
  let progress: ExportProgress = { objects: 0, bytes: 0 };
  const client = { left: false, stalled: false };
  response.once('close', () => {
    client.left = !response.writableFinished && progress.failure === undefined;
    abort.abort();
  });
  let timer = setTimeout(() => {
    abort.abort();
  }, limits.openMs);
  try {
    const opened = await openExport({ s3, bucket, prefix, signal: abort.signal });
    progress = opened.progress;
    clearTimeout(timer);
    timer = setTimeout(() => {
      client.stalled = true;
      response.destroy();
    }, limits.stallMs);
    response.writeHead(200, {
      'content-type': 'application/x-tar',
      'content-disposition': 'attachment; filename="export.tar"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    // On failure this destroys the response without its last chunk, so that the client sees it cut off.
    await pipeline(refreshing(timer, opened.chunks), response);
    return { ...counts(progress), outcome: 'complete' };
  } catch (error) {
    if (client.stalled) return { ...counts(progress), outcome: 'stood still', level: 'warn' };
    if (client.left) return { ...counts(progress), outcome: 'client left' };
    if (!response.headersSent) exchange.sendProblem(problemOf(error));
    const failure = explain(progress.failure ?? error);
    return { ...counts(progress), outcome: 'failed', level: 'error', error: failure };
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** Passes chunks on, and starts a timer again at each: the next is asked for when the client took the last. */
async function* refreshing(timer: NodeJS.Timeout, chunks: AsyncIterable<Buffer>) {
  for await (const chunk of chunks) {
    timer.refresh();
    yield chunk;
  }
}

function counts({ objects, bytes }: ExportProgress) {
  return { objects, bytes };
}

/** Tells what trying again cannot mend (502) from what it may (503). */
function problemOf(error: unknown): Problem {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (!(cause instanceof S3ServiceException)) {
    return tryLater('the bucket cannot be read now; try again', 5);
  }
  const refused = cause.$fault === 'client' && cause.name !== 'NoSuchKey';
  return refused
    ? { status: 502, detail: `the bucket answered ${cause.name}; see the log of the service` }
    : tryLater(`the bucket answered ${cause.name}; try again`, 5);
}

function tryLater(detail: string, seconds: number): Problem {
  return { status: 503, detail, headers: { 'retry-after': String(seconds) } };
}
