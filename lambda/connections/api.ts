import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';

import { type Log, reasonOf } from './log';
import { prefixOf } from './prefix';
import { Refusal } from './refusal';
import {
  addConnection,
  type Connection,
  removeConnection,
  type Store,
  subscribe,
  unsubscribe,
} from './store';

/** What every route is given instead of making it. */
export interface Dependencies {
  /** Where connections and subscriptions are kept. */
  readonly store: Store;

  /** Where the one line about each message goes. */
  readonly log: Log;
}

/** What a client sends, as far as it is JSON and an object. */
type Message = Readonly<Record<string, unknown>>;

/** One route: answers what is sent back to the client. */
type Route = (
  store: Store,
  connection: Connection,
  message: Message,
) => Promise<object | undefined>;

/** What `$connect` brings and other events of a WebSocket API bring as well, though not typed so. */
type Event = APIGatewayProxyWebsocketEventV2;

const routes = new Map<string, Route>([
  [
    '$connect',
    async (store, connection) => {
      await addConnection(store, connection);
      return undefined;
    },
  ],
  [
    '$disconnect',
    async (store, { id }) => {
      await removeConnection(store, id);
      return undefined;
    },
  ],
  [
    'subscribe',
    async (store, connection, message) => {
      const prefix = prefixOf(message.prefix);
      await subscribe(store, connection, prefix);
      return { type: 'subscribed', prefix };
    },
  ],
  [
    'unsubscribe',
    async (store, { id }, message) => {
      const prefix = prefixOf(message.prefix);
      await unsubscribe(store, id, prefix);
      return { type: 'unsubscribed', prefix };
    },
  ],
]);

/**
 * Answers one event of the WebSocket API, and logs one line about it. A client that asks for what it
 * cannot have is answered with the reason.
 *
 * @throws what DynamoDB threw: API Gateway then tells the client that it failed, or refuses the connection
 */
export async function answer(
  { store, log }: Dependencies,
  event: Event,
): Promise<APIGatewayProxyResultV2> {
  const started = performance.now();
  const { routeKey, eventType, requestId, connectionId, connectedAt } = event.requestContext;
  const write = (level: 'INFO' | 'WARN' | 'ERROR', details: object = {}) => {
    const durationMs = Math.round(performance.now() - started);
    log({
      level,
      message: 'event',
      requestId,
      connectionId,
      route: routeKey,
      durationMs,
      ...details,
    });
  };
  try {
    const route = eventTypeOf(routeKey) === eventType ? routes.get(routeKey) : undefined;
    const reply = await (route ?? unknown)(
      store,
      { id: connectionId, connectedAt },
      parse(event.body),
    );
    write('INFO');
    return { statusCode: 200, ...(reply && { body: JSON.stringify(reply) }) };
  } catch (error) {
    write(error instanceof Refusal ? 'WARN' : 'ERROR', reasonOf(error));
    if (!(error instanceof Refusal)) throw error;
    // Not 400: to API Gateway that is a failure of this function, and alarms count those.
    return { statusCode: 200, body: JSON.stringify({ type: 'error', message: error.message }) };
  }
}

/** A message chooses its route by what it says, and may say `$connect` or `$disconnect`. */
function eventTypeOf(routeKey: string): Event['requestContext']['eventType'] {
  if (routeKey === '$connect') return 'CONNECT';
  return routeKey === '$disconnect' ? 'DISCONNECT' : 'MESSAGE';
}

const unknown: Route = () => {
  throw new Refusal(
    'unknown action; send {"action":"subscribe","prefix":"reports/"} or "unsubscribe"',
  );
};

function parse(body: string | undefined): Message {
  try {
    const message: unknown = JSON.parse(body ?? '');
    return typeof message === 'object' && message !== null ? { ...message } : {};
  } catch {
    return {};
  }
}
