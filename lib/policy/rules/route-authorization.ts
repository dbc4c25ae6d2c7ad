import type { Model, Resource } from '../../template/model';
import type { Rule } from '../rule';

/** A WebSocket client is asked when it connects, and never again. */
export const routeAuthorization: Rule = {
  id: 'route-authorization',
  demands:
    'A WebSocket API has a $connect route that asks who connects; every route of an HTTP API asks.',
  remedy:
    'give the route an authorization; without a $connect route API Gateway lets everybody connect',
  findings: (model) => {
    const routes = model.ofType('AWS::ApiGatewayV2::Route');
    const webSocketApis = model.ofType('AWS::ApiGatewayV2::Api').filter(isWebSocket);
    const connects = (route: Resource) => route.properties.RouteKey === '$connect';
    return [
      ...routes
        .filter(
          (route) => connects(route) || !webSocketApis.some((api) => api === apiOf(model, route)),
        )
        .filter(({ properties }) => !asks(model, properties))
        .map((resource) => ({
          resource,
          path: 'AuthorizationType',
          value: String(resource.properties.AuthorizationType),
        })),
      ...webSocketApis
        .filter((api) => !routes.some((route) => connects(route) && apiOf(model, route) === api))
        .map((resource) => ({ resource, path: '', value: 'no $connect route' })),
    ];
  },
};

function asks(model: Model, properties: Resource['properties']): boolean {
  const { AuthorizationType: type, AuthorizerId: authorizer } = properties;
  if (type === 'AWS_IAM') return true;
  return (
    (type === 'CUSTOM' || type === 'JWT') &&
    model.target(authorizer)?.type === 'AWS::ApiGatewayV2::Authorizer'
  );
}

function apiOf(model: Model, route: Resource): Resource | undefined {
  return model.target(route.properties.ApiId);
}

function isWebSocket({ properties }: Resource): boolean {
  return properties.ProtocolType === 'WEBSOCKET';
}
