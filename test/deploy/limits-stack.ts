import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ApiGatewayAccount } from '../../lib/constructs/api-gateway-account';
import { RestApi } from '../../lib/constructs/rest-api';
import { UsagePlan } from '../../lib/constructs/usage-plan';

/** What the sample client lists. */
export const OBJECTS = '/v2/objects';

/** A route with a throttle of its own. */
export const EXPORTS = '/v2/exports';

/** Requests at once that the stage of `Throttled` lets through, and one more each second. */
export const STAGE_BURST = 5;

/** Requests at once that each client of `Metered` may make, and one more each second. */
export const CLIENT_BURST = 3;

/** Requests at once that `EXPORTS` of `Browsed` lets through, and one more each second. */
export const ROUTE_BURST = 2;

/** Whose pages may call `Browsed`. */
export const ORIGIN = 'https://app.example.com';

/**
 * An API whose stage is throttled, one whose clients are limited each by itself, and one that pages of an
 * origin may call, with one route that is throttled.
 */
export class LimitsStack extends Stack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const removalPolicy = RemovalPolicy.DESTROY;
    const handler = new lambda.Function(this, 'Answer', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(
        'exports.handler = async () => ({ statusCode: 200, body: JSON.stringify({ objects: [] }) });',
      ),
    });
    const account = new ApiGatewayAccount(this, 'Account');
    const throttled = new RestApi(this, 'Throttled', {
      description: 'One request a second',
      throttlingRateLimit: 1,
      throttlingBurstLimit: STAGE_BURST,
      removalPolicy,
    });
    const metered = new RestApi(this, 'Metered', {
      description: 'One request a second of each client',
      apiKeyRequired: true,
      removalPolicy,
    });
    const browsed = new RestApi(this, 'Browsed', {
      description: 'Called by pages of one origin',
      allowedOrigins: [ORIGIN],
      methodThrottling: { [`GET ${EXPORTS}`]: { rateLimit: 1, burstLimit: ROUTE_BURST } },
      removalPolicy,
    });
    for (const api of [throttled, metered, browsed]) {
      api.node.addDependency(account);
      api.addFunction(OBJECTS, ['GET'], handler);
    }
    browsed.addFunction(EXPORTS, ['GET'], handler);
    const { keys } = new UsagePlan(this, 'Plan', {
      api: metered.api,
      clients: ['Blue', 'Green'],
      rateLimit: 1,
      burstLimit: CLIENT_BURST,
    });
    new CfnOutput(this, 'ThrottledId', { value: throttled.api.restApiId });
    new CfnOutput(this, 'MeteredId', { value: metered.api.restApiId });
    new CfnOutput(this, 'BrowsedId', { value: browsed.api.restApiId });
    for (const [client, { keyId }] of Object.entries(keys)) {
      new CfnOutput(this, `${client}KeyId`, { value: keyId });
    }
  }
}
