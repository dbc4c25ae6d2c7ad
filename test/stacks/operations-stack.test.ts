import { ENVIRONMENTS } from '../../lib/config/environments';
import { type Resource, resourcesOf, templatesOf } from '../support/environment';

interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

/** The methods of the REST API, for example `GET /v1/objects`. */
function routesOf(resources: readonly Resource[]): string[] {
  const pathOf = (reference: unknown): string => {
    const { Ref = '' } = reference as { Ref?: string };
    const resource = resources.find(({ stack, id }) => stack === 'Api' && id === Ref);
    if (resource?.type !== 'AWS::ApiGateway::Resource') return '';
    const { ParentId, PathPart } = resource.properties;
    return `${pathOf(ParentId)}/${String(PathPart)}`;
  };
  return resources
    .filter(({ type }) => type === 'AWS::ApiGateway::Method')
    .map(({ properties }) => `${String(properties.HttpMethod)} ${pathOf(properties.ResourceId)}`);
}

/** The routes that alarms watch. */
function watched(resources: readonly Resource[]): string[] {
  return resources
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .map(({ properties }) =>
      Object.fromEntries(
        ((properties.Dimensions ?? []) as Dimension[]).map(({ Name, Value }) => [Name, Value]),
      ),
    )
    .filter(({ Resource: path }) => path !== undefined)
    .map(({ Method, Resource: path }) => `${String(Method)} ${String(path)}`);
}

const canary = { canaryPercent: 10, canaryBaseline: 'a1b2c3' };

test.each(ENVIRONMENTS.map(({ name }) => name))(
  'watches in %s only routes that are there: an alarm of another would be silent for ever',
  (name) => {
    const resources = resourcesOf(templatesOf(name, canary));
    // Two methods of two versions: latency, latency behind the API, and latency of the canary.
    expect(watched(resources)).toHaveLength(2 * 2 * 3);
    const routes = routesOf(resources);
    expect(watched(resources).filter((route) => !routes.includes(route))).toEqual([]);
    const renamed = routes.map((route) => route.replace('/v1/', '/v3/'));
    expect(watched(resources).filter((route) => !renamed.includes(route))).toHaveLength(2 * 3);
  },
);
