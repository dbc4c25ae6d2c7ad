import { corsHeaders } from '../../api/cors';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Lifecycle } from './drain';
import { exportRoutes, type ExportDependencies } from './export-route';
import { explain, type Log } from './log';
import { sendProblem, type Problem } from './problem';
import { requestIdOf, splitTarget } from './request';

/** What the application needs. */
export interface AppDependencies extends ExportDependencies {
  /** The origins whose pages may read the answers. */
  readonly allowedOrigins: readonly string[];

  /** Says whether the service is draining. */
  readonly lifecycle: Lifecycle;

  /** Takes one entry per request, health checks aside. */
  readonly log: Log;
}

/** One request and the means to answer it. */
export interface Exchange {
  /** The query string without its question mark. */
  readonly query: string;

  /** The response, of which nothing has been sent. */
  readonly response: ServerResponse;

  /** Answers with problem JSON. */
  readonly sendProblem: (problem: Problem) => void;
}

/** Answers a request and returns what the log should say about it besides the usual. */
export type Route = (exchange: Exchange) => Promise<Readonly<Record<string, unknown>>>;

/**
 * Above the load balancer's idle timeout (60 s by default), so that the balancer never sends a request
 * on a connection that this end is just closing.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
const KEEP_ALIVE_MS = 65_000;

/** The HTTP server of the exporter, not yet listening. */
export function createApp(dependencies: AppDependencies): Server {
  const routes = new Map<string, Route>([
    ...exportRoutes(dependencies),
    ['/healthz', healthRoute(dependencies.lifecycle)],
  ]);
  const server = createServer((request, response) => {
    void answer(dependencies, routes, request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // It counts the time a kept connection was idle too. Node's requestTimeout stays: it limits how long
  // a request takes to arrive, not how long an export takes to leave.
  server.headersTimeout = KEEP_ALIVE_MS + 1_000;
  return server;
}

async function answer(
  { allowedOrigins, lifecycle, log }: AppDependencies,
  routes: ReadonlyMap<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const { headers, method } = request;
  const { path, query } = splitTarget(request.url ?? '/');
  const requestId = requestIdOf(headers);
  response.setHeader('x-request-id', requestId);
  response.setHeaders(new Map(Object.entries(corsHeaders(headers.origin, allowedOrigins))));
  // A connection kept past the end of the drain would be closed under its next request.
  if (lifecycle.draining) response.setHeader('connection', 'close');
  const exchange: Exchange = {
    query,
    response,
    sendProblem: (problem) => {
      sendProblem(response, requestId, problem);
    },
  };
  let said: Readonly<Record<string, unknown>>;
  try {
    said = await dispatch(routes, path, method, exchange);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else exchange.sendProblem({ status: 500, detail: 'an unexpected error; see the log' });
    said = { level: 'error', error: explain(error) };
  }
  // Several probes per second from three zones would drown everything else.
  if (path === '/healthz') return;
  const durationMs = Math.round(performance.now() - started);
  log({ level: 'info', requestId, method, path, status: response.statusCode, ...said, durationMs });
}

/**
 * The path without its first segment: API Gateway puts the name of its stage there in a private
 * integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 */
function belowStage(path: string): string {
  return path.replace(/^\/[^/]+/, '');
}

async function dispatch(
  routes: ReadonlyMap<string, Route>,
  path: string,
  method: string | undefined,
  exchange: Exchange,
) {
  const route = routes.get(path) ?? routes.get(belowStage(path));
  if (route === undefined) {
    const detail = `no such path; known: ${[...routes.keys()].join(', ')}`;
    exchange.sendProblem({ status: 404, detail });
    return {};
  }
  if (method !== 'GET') {
    const detail = `method ${String(method)} is not allowed here; use GET`;
    exchange.sendProblem({ status: 405, detail, headers: { allow: 'GET' } });
    return {};
  }
  return route(exchange);
}

/** `GET /healthz`: 200, or 503 while draining so that the balancer sends no more requests here. */
function healthRoute(lifecycle: Lifecycle): Route {
  return ({ response, sendProblem }) => {
    if (lifecycle.draining) sendProblem({ status: 503, detail: 'draining; use another task' });
    else response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
    return Promise.resolve({});
  };
}
