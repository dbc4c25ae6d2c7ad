import { Duration } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { defaultChild } from './default-child';
import type { Problems } from './problems';

/** Records a path with a variable, whose value API Gateway would have to be told to pass on. */
export function checkPrivatePath(problems: Problems, path: string): void {
  problems.check(
    'path',
    path,
    (text) => !text.includes('{'),
    'a load balancer is not passed variables; use a path without, and a query',
  );
}

/**
 * Passes `GET` of a path on to a load balancer inside a VPC, and streams what it answers.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 */
export class PrivateIntegration extends apigateway.Integration {
  public constructor(
    path: string,
    private readonly loadBalancer: elbv2.IApplicationLoadBalancer,
    private readonly vpcLink: apigatewayv2.IVpcLink,
  ) {
    super({
      type: apigateway.IntegrationType.HTTP_PROXY,
      integrationHttpMethod: 'GET',
      uri: `http://${loadBalancer.loadBalancerDnsName}${path}`,
      options: {
        responseTransferMode: apigateway.ResponseTransferMode.STREAM,
        timeout: Duration.minutes(15),
      },
    });
  }

  /** The L2 knows only links to Network Load Balancers; these three properties are all it lacks. */
  public connect(method: apigateway.Method): void {
    const resource = defaultChild(method, apigateway.CfnMethod);
    resource.addPropertyOverride('Integration.ConnectionType', 'VPC_LINK');
    resource.addPropertyOverride('Integration.ConnectionId', this.vpcLink.vpcLinkId);
    resource.addPropertyOverride(
      'Integration.IntegrationTarget',
      this.loadBalancer.loadBalancerArn,
    );
  }
}
