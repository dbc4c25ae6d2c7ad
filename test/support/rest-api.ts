import { Template } from 'aws-cdk-lib/assertions';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { RestApi, type RestApiProps } from '../../lib/constructs/rest-api';
import { TestStack } from './app';
import { existingVpc } from './vpc';

/** A function that is there already. */
export function existingFunction(scope: Construct): lambda.IFunction {
  return lambda.Function.fromFunctionAttributes(scope, 'Objects', {
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:objects',
    sameEnvironment: true,
  });
}

/** An API with `/objects` in front of a function and `/exports` in front of a load balancer. */
export function restApiTemplate(props: Partial<RestApiProps> = {}, linkId = 'Link'): Template {
  const stack = new TestStack();
  const vpc = existingVpc(stack);
  const restApi = new RestApi(stack, 'Api', { description: 'objects', ...props });
  restApi.addFunction('/objects/{key+}', ['GET', 'PUT'], existingFunction(stack));
  restApi.addLoadBalancer(
    '/exports',
    new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }),
    new apigatewayv2.VpcLink(stack, linkId, { vpc, subnets: { subnetGroupName: 'Private' } }),
  );
  return Template.fromStack(stack);
}
