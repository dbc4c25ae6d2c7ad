import { get } from 'node:http';

/**
 * The container's health check asks whether the process is alive, not whether it wants traffic: 503 is
 * what a draining task answers, and counting it as dead would kill the exports it is waiting for. The
 * balancer, which does want to know, reads the status of the same path. Loads no SDK: it runs often.
 */
const request = get(
  { host: '127.0.0.1', port: process.env.PORT ?? '8080', path: '/healthz', timeout: 4_000 },
  ({ statusCode }) => process.exit(statusCode === 200 || statusCode === 503 ? 0 : 1),
);
request.on('timeout', () => process.exit(1));
request.on('error', () => process.exit(1));
