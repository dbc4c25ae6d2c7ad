import { setTimeout as timeout } from 'node:timers/promises';

/** What the client takes from the world besides the network; a test passes its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;

  /** Settles after `ms` milliseconds, or rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;

  /** A number from 0 to below 1. */
  random(): number;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: Date.now,
  random: Math.random,
  async sleep(ms, signal) {
    try {
      await timeout(ms, undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
