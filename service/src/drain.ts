import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where the service stands in its life. */
export interface Lifecycle {
  /** Whether it has been told to stop. */
  draining: boolean;
}

/** How often connections that have fallen idle are looked for while the server closes. */
const IDLE_SWEEP_MS = 200;

/**
 * Stops a server without failing a request: reports unhealthy but serves on for `waitMs`, so that the
 * balancer notices first; then takes no more connections and settles when the last response has ended.
 * Closing at once would refuse every request that the balancer still sends.
 *
 * @param wait waits for that many milliseconds; a test passes its own
 */
export async function drain(
  server: Server,
  lifecycle: Lifecycle,
  waitMs: number,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<void> {
  lifecycle.draining = true;
  await wait(waitMs);
  await new Promise<void>((resolve) => {
    // Node closes only what is idle now; a connection whose export ends later would be kept for its
    // whole keep-alive time.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
    }, IDLE_SWEEP_MS);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
  });
}
