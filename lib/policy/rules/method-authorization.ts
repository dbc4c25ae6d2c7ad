import type { Model, Resource } from '../../template/model';
import type { Rule } from '../rule';

/** What asks nobody is open to everybody, and an override can make any method so. */
export const methodAuthorization: Rule = {
  id: 'method-authorization',
  demands: 'Every method of a REST API asks who calls it, but for preflights.',
  remedy:
    'give it an authorization; where everybody is to call it, Authorization.none says why and accepts this',
  findings: (model) =>
    model
      .ofType('AWS::ApiGateway::Method')
      .filter((method) => !asks(model, method) && !isPreflight(method))
      .map((resource) => ({
        resource,
        path: 'AuthorizationType',
        value: String(resource.properties.AuthorizationType),
      })),
};

function asks(model: Model, { properties }: Resource): boolean {
  const { AuthorizationType: type, AuthorizerId: authorizer } = properties;
  if (type === 'AWS_IAM') return true;
  return (
    (type === 'CUSTOM' || type === 'COGNITO_USER_POOLS') &&
    model.target(authorizer)?.type === 'AWS::ApiGateway::Authorizer'
  );
}

/** API Gateway itself answers; nothing lies behind it. */
function isPreflight({ properties }: Resource): boolean {
  const integration = properties.Integration as { Type?: unknown } | undefined;
  return (
    properties.HttpMethod === 'OPTIONS' &&
    properties.AuthorizationType === 'NONE' &&
    integration?.Type === 'MOCK'
  );
}
