import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../../lib/constructs/alarm-topic';
import { ApiGatewayAccount } from '../../lib/constructs/api-gateway-account';
import { CanaryGuard } from '../../lib/constructs/canary-guard';
import { CanaryRelease } from '../../lib/constructs/canary-release';
import { RestApi } from '../../lib/constructs/rest-api';

/** An API whose stage has a canary, and the function that stops it. */
export class CanaryStack extends Stack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const removalPolicy = RemovalPolicy.DESTROY;
    const handler = new lambda.Function(this, 'Answer', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    });
    const restApi = new RestApi(this, 'Api', { description: 'A canary', removalPolicy });
    restApi.node.addDependency(new ApiGatewayAccount(this, 'Account'));
    restApi.addFunction('/objects', ['GET'], handler);
    const { api } = restApi;
    const guard = new CanaryGuard(this, 'Guard', {
      canary: new CanaryRelease(this, 'Canary', { api, percentTraffic: 0 }),
      topic: new AlarmTopic(this, 'Alarms', { removalPolicy }).topic,
      runbook: 'docs/runbooks/canary.md',
      routes: ['GET /objects'],
      latencyTarget: Duration.millis(300),
      removalPolicy,
    });
    new CfnOutput(this, 'ApiId', { value: api.restApiId });
    new CfnOutput(this, 'StageName', { value: api.deploymentStage.stageName });
    new CfnOutput(this, 'StopName', { value: guard.stop.functionName });
  }
}
