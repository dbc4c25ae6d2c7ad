import { S3Client } from '@aws-sdk/client-s3';
import { createApp } from './app';
import { drain, type Lifecycle } from './drain';
import { LIMITS } from './limits';
import { explain, logLine } from './log';
import { readSettings, type Settings } from './settings';

/**
 * Starts the service and stops it on SIGTERM or SIGINT: exit code 0 when all responses had ended, 1 on
 * a second signal. Wrong settings and a port that cannot be had end the process with code 1 as well.
 *
 * @param host the address to listen on
 */
export function start(env: NodeJS.ProcessEnv, host: string): void {
  try {
    serve(readSettings(env), host);
  } catch (error) {
    logLine({ level: 'error', message: 'cannot start', error: explain(error) });
    process.exitCode = 1;
  }
}

function serve({ bucket, allowedOrigins, port, drainMs }: Settings, host: string): void {
  const lifecycle: Lifecycle = { draining: false };
  // Region, credentials and endpoint come from the environment. An endpoint that is an IP address makes
  // the SDK use path-style addresses; with a name it would ask for `bucket.name`.
  const s3 = new S3Client({
    // Both end with the response's headers, so neither limits how long a body may take.
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
    },
  });
  const server = createApp({
    s3,
    bucket,
    allowedOrigins,
    limits: LIMITS,
    lifecycle,
    log: logLine,
  });
  server.once('error', (error) => {
    logLine({ level: 'error', message: 'cannot listen', host, port, error: explain(error) });
    process.exitCode = 1;
  });
  server.listen(port, host, () => {
    logLine({ level: 'info', message: 'listening', address: server.address() });
  });
  const stop = (signal: NodeJS.Signals) => {
    if (lifecycle.draining) {
      logLine({ level: 'error', message: 'stopped at once by a second signal', signal });
      process.exit(1);
    }
    logLine({ level: 'info', message: 'draining', signal, drainMs });
    void drain(server, lifecycle, drainMs).then(() => {
      logLine({ level: 'info', message: 'drained' });
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
