import type * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** Throttles by route, for example of `GET /v1/exports`. */
export type MethodThrottling = Readonly<Record<string, apigateway.ThrottleSettings>>;

const ROUTE = /^([A-Z]+) (\/.*)$/;

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
    Object.entries(throttling).flatMap(([route, { rateLimit, burstLimit }]) => {
      const [, method, path] = ROUTE.exec(route) ?? [];
      if (method === undefined || path === undefined) return [];
      const limits = { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit };
      return [[`${path}/${method}`, { ...others, ...limits }]];
    }),
  );
}

/** What is wrong with throttles of an API that has these routes. */
export function throttlingProblems(
  throttling: MethodThrottling,
  routes: ReadonlySet<string>,
): string[] {
  return Object.keys(throttling)
    .filter((route) => !routes.has(route))
    .map(
      (route) =>
        `methodThrottling has "${route}", which nothing answers; name a route as "GET /objects"`,
    );
}
