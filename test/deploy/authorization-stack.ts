import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ApiGatewayAccount } from '../../lib/constructs/api-gateway-account';
import { Authorization } from '../../lib/constructs/authorization';
import { RestApi } from '../../lib/constructs/rest-api';
import { UserPool } from '../../lib/constructs/user-pool';

/** The audience of `/jwt`. */
export const AUDIENCE = 'https://plinth.example';

/** An API with one route for each choice of authorization; each answers what it knows of its caller. */
export class AuthorizationStack extends Stack {
  public constructor(scope: Construct, id: string, issuer: string) {
    super(scope, id);
    const removalPolicy = RemovalPolicy.DESTROY;
    const whoAmI = new lambda.Function(this, 'WhoAmI', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(
        'exports.handler = async ({ requestContext }) => ({ statusCode: 200, body: JSON.stringify(requestContext.authorizer ?? {}) });',
      ),
    });
    const pool = (name: string) =>
      new UserPool(this, name, {
        domainPrefix: `plinth-${name.toLowerCase()}`,
        callbackUrls: ['https://plinth.example/'],
        removalPolicy,
      });
    const users = pool('Users');
    const strangers = pool('Strangers');
    const api = new RestApi(this, 'Api', { description: 'Every choice', removalPolicy });
    api.node.addDependency(new ApiGatewayAccount(this, 'Account'));
    api.addFunction('/iam', ['GET'], whoAmI);
    const routes: Record<string, Authorization> = {
      cognito: Authorization.cognito({ userPool: users.userPool }),
      jwt: Authorization.jwt({ issuer, audience: AUDIENCE }),
      none: Authorization.none({ reason: 'Whether the API answers at all is no secret.' }),
    };
    for (const [route, authorization] of Object.entries(routes)) {
      api.addFunction(`/${route}`, ['GET'], whoAmI, authorization);
    }
    new CfnOutput(this, 'ApiId', { value: api.api.restApiId });
    for (const [name, { userPool, client }] of Object.entries({ users, strangers })) {
      new CfnOutput(this, `${name}PoolId`, { value: userPool.userPoolId });
      new CfnOutput(this, `${name}ClientId`, { value: client.userPoolClientId });
      // The construct's own client signs nobody in without a browser.
      const tester = userPool.addClient('Tester', { authFlows: { adminUserPassword: true } });
      new CfnOutput(this, `${name}TesterId`, { value: tester.userPoolClientId });
    }
  }
}
