import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Problems } from './problems';
import { checkRoutes, parseRoute } from './routes';
import { burstOf, checkThrottle } from './throttle';

/** The throttle of one route. */
export interface RouteThrottle {
  /** Requests per second, on average, before the route answers 429. */
  readonly rateLimit: number;

  /**
   * Requests at once before the route answers 429.
   *
   * @default - twice `rateLimit`, rounded up
   */
  readonly burstLimit?: number;
}

/** Throttles by route, for example of `GET /v1/exports`. */
export type MethodThrottling = Readonly<Record<string, RouteThrottle>>;

/**
 * Records what is wrong with throttles of routes. Half of one would be none: what a stage says of all
 * methods does not hold for one that has settings of its own.
 */
export function checkMethodThrottling(problems: Problems, throttling: MethodThrottling): void {
  checkRoutes(problems, 'methodThrottling', Object.keys(throttling));
  for (const [route, { rateLimit, burstLimit }] of Object.entries(throttling)) {
    const field = `methodThrottling["${route}"]`;
    const names = [`${field}.rateLimit`, `${field}.burstLimit`] as const;
    checkThrottle(problems, names, rateLimit, burstLimit);
  }
}

/**
 * What a stage is told of methods that have a throttle of their own.
 *
 * @param others what holds for every method; a setting of a method stands instead of it, not beside it
 */
export function methodOptions(
  throttling: MethodThrottling,
  others: apigateway.MethodDeploymentOptions,
): Record<string, apigateway.MethodDeploymentOptions> {
  return Object.fromEntries(
    Object.entries(throttling).map(([route, { rateLimit, burstLimit }]) => {
      const { Method, Resource } = parseRoute(route);
      const limits = {
        throttlingRateLimit: rateLimit,
        throttlingBurstLimit: burstOf(rateLimit, burstLimit),
      };
      return [`${Resource}/${Method}`, { ...others, ...limits }];
    }),
  );
}
