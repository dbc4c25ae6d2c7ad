import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ApiGatewayAccount } from '../../lib/constructs/api-gateway-account';
import { RestApi } from '../../lib/constructs/rest-api';
import { UsagePlan } from '../../lib/constructs/usage-plan';

/** Requests at once that the stage of `Throttled` lets through, and one more each second. */
export const STAGE_BURST = 5;

/** Requests at once that each client of `Metered` may make, and one more each second. */
export const CLIENT_BURST = 3;

/** An API whose stage is throttled, and one whose clients are limited each by itself. */
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
    for (const api of [throttled, metered]) {
      api.node.addDependency(account);
      api.addFunction('/objects', ['GET'], handler);
    }
    const { keys } = new UsagePlan(this, 'Plan', {
      api: metered.api,
      clients: ['Blue', 'Green'],
      rateLimit: 1,
      burstLimit: CLIENT_BURST,
    });
    new CfnOutput(this, 'ThrottledId', { value: throttled.api.restApiId });
    new CfnOutput(this, 'MeteredId', { value: metered.api.restApiId });
    for (const [client, { keyId }] of Object.entries(keys)) {
      new CfnOutput(this, `${client}KeyId`, { value: keyId });
    }
  }
}
