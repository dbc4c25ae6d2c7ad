import {
  type ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

import { type Log, reasonOf } from '../connections/log';
import { removeConnection, type Store } from '../connections/store';
import type { Change } from './change';
import { claim, finish, release } from './progress';
import { subscribersOf } from './subscribers';

/** What a delivery is given instead of making it. */
export interface Dependencies {
  /** Where connections, subscriptions and what was delivered are kept. */
  readonly store: Store;

  /** Through which messages are sent; it tries again by itself, with jitter. */
  readonly management: Pick<ApiGatewayManagementApiClient, 'send'>;

  /** Where the one line about each change goes. */
  readonly log: Log;

  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
}

/** How many messages are under way at once. */
const PARALLEL = 25;

/**
 * What must be left of an invocation when the last message is begun, in milliseconds: three attempts of
 * three seconds, and time to write down who was told.
 */
const RESERVE_MS = 12_000;

/**
 * Tells every subscriber of a change, each once. A connection that is gone is removed.
 *
 * @param deadline when the invocation ends, in milliseconds since 1970
 * @throws when a subscriber was not told, so that Lambda tries again; it then tells only the others
 */
export async function notify(
  dependencies: Dependencies,
  change: Change,
  deadline: number,
): Promise<void> {
  const { store, log, now } = dependencies;
  const started = now();
  const subscribers = await subscribersOf(store, change.key, started);
  // Nothing to tell is nothing to write down.
  if (subscribers.size === 0) return;

  const taken = await claim(store, change, started, deadline);
  if (taken.outcome === 'done') return;
  if (taken.outcome === 'busy') throw new Error('another invocation is telling of this change');

  const waiting = [...subscribers].filter(([connectionId]) => !taken.told.has(connectionId));
  const result = await tellAll(dependencies, change, waiting, deadline - RESERVE_MS);
  const missed = waiting.length - result.told.length - result.gone;
  log({
    level: missed === 0 ? 'INFO' : 'ERROR',
    message: 'change',
    type: change.type,
    subscribers: subscribers.size,
    told: result.told.length,
    gone: result.gone,
    missed,
    durationMs: now() - started,
    ...(result.failure !== undefined && reasonOf(result.failure)),
  });
  if (missed === 0) {
    await finish(store, change);
    return;
  }
  await release(store, change, result.told);
  throw new Error(`${String(missed)} of ${String(waiting.length)} connections were not told`);
}

interface Result {
  readonly told: string[];
  gone: number;
  failure: unknown;
}

/** Tells the connections in turn, some at once; what is not begun by `deadline` is left. */
async function tellAll(
  { store, management, now }: Dependencies,
  change: Change,
  waiting: readonly (readonly [string, readonly string[]])[],
  deadline: number,
): Promise<Result> {
  const result: Result = { told: [], gone: 0, failure: undefined };
  const Data = Buffer.from(JSON.stringify(change));
  const turns = waiting.values();
  const worker = async () => {
    for (const [ConnectionId, prefixes] of turns) {
      if (now() >= deadline) return;
      try {
        await management.send(new PostToConnectionCommand({ ConnectionId, Data }));
        result.told.push(ConnectionId);
      } catch (error) {
        if (error instanceof GoneException) {
          await removeConnection(store, ConnectionId, prefixes).catch((failure: unknown) => {
            // It stays until it expires; nobody waits for it.
            result.failure = failure;
          });
          result.gone += 1;
        } else {
          result.failure = error;
        }
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, waiting.length) }, worker));
  return result;
}
