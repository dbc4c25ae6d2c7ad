import type { Model, Resource } from '../template/model';
import { referenceOf } from '../template/unknown';

/** Concurrent runs that AWS keeps for the functions which reserve none: less may not be left. */
const KEPT_UNRESERVED = 100;

/** How many resources of a type there are. */
export function countOf(type: string): (model: Model) => number {
  return (model) => model.ofType(type).length;
}

/** The concurrency of an account that can reserve what the functions reserve; 0 when none does. */
export function concurrency(model: Model): number {
  const reserved = model
    .ofType('AWS::Lambda::Function')
    .filter(({ properties }) => properties.ReservedConcurrentExecutions !== undefined)
    .map((one) => numberIn(one, 'ReservedConcurrentExecutions'));
  return reserved.length === 0 ? 0 : sum(reserved) + KEPT_UNRESERVED;
}

/** The memory of the largest function, in MB. */
export function functionMemory(model: Model): number {
  return Math.max(
    0,
    ...model.ofType('AWS::Lambda::Function').map((one) => numberIn(one, 'MemorySize')),
  );
}

/** The NAT gateways of the zone that has the most. */
export function natGatewaysPerZone(model: Model): number {
  return largestGroup(
    model.ofType('AWS::EC2::NatGateway').map(({ properties }) => {
      const subnet = model.target(properties.SubnetId)?.properties;
      return String(subnet?.AvailabilityZoneId ?? subnet?.AvailabilityZone);
    }),
  );
}

/** The rules in one direction of the security group that has the most. */
export function rulesPerSecurityGroup(model: Model): number {
  const inline = model
    .ofType('AWS::EC2::SecurityGroup')
    .flatMap(({ stack, id, properties }) =>
      ['Ingress', 'Egress'].flatMap((direction) =>
        listIn(properties[`SecurityGroup${direction}`]).map(
          () => `${direction} ${stack.name}/${id}`,
        ),
      ),
    );
  const apart = ['Ingress', 'Egress'].flatMap((direction) =>
    model.ofType(`AWS::EC2::SecurityGroup${direction}`).map(({ properties: { GroupId } }) => {
      const group = referenceOf(GroupId);
      return `${direction} ${group ? `${group.stack}/${group.id}` : String(GroupId)}`;
    }),
  );
  return largestGroup([...inline, ...apart]);
}

/** The vCPU of every service at its most tasks, while a deploy replaces all of them. */
export function fargateVcpu(model: Model): number {
  const targets = model.ofType('AWS::ApplicationAutoScaling::ScalableTarget');
  return sum(
    model.ofType('AWS::ECS::Service').map((service) => {
      const scaling = targets.find(({ properties }) =>
        String(properties.ResourceId).includes(`${service.stack.name}/${service.id}.`),
      );
      const tasks = scaling ? numberIn(scaling, 'MaxCapacity') : numberIn(service, 'DesiredCount');
      const task = model.target(service.properties.TaskDefinition);
      if (!task) throw new Error(`${service.id} has a task definition of another template`);
      const { MaximumPercent = 200 } = (service.properties.DeploymentConfiguration ?? {}) as {
        MaximumPercent?: number;
      };
      return (Math.floor((tasks * MaximumPercent) / 100) * numberIn(task, 'Cpu')) / 1024;
    }),
  );
}

/** The path parts of the REST API that has the most. */
export function resourcesPerApi(model: Model): number {
  return largestGroup(
    model
      .ofType('AWS::ApiGateway::Resource')
      .map(({ properties }) => JSON.stringify(properties.RestApiId)),
  );
}

/** The requests per second that all stages together let through. */
export function requestsPerSecond(model: Model): number {
  const rest = model.ofType('AWS::ApiGateway::Stage').map((stage) => {
    const all = listIn(stage.properties.MethodSettings).find(
      ({ ResourcePath, HttpMethod }) => ResourcePath === '/*' && HttpMethod === '*',
    );
    return numberIn({ ...stage, properties: all ?? {} }, 'ThrottlingRateLimit');
  });
  const webSocket = model.ofType('AWS::ApiGatewayV2::Stage').map((stage) => {
    const all = stage.properties.DefaultRouteSettings as Resource['properties'] | undefined;
    return numberIn({ ...stage, properties: all ?? {} }, 'ThrottlingRateLimit');
  });
  return sum([...rest, ...webSocket]);
}

function numberIn({ stack, id, properties }: Resource, name: string): number {
  const value = Number(properties[name]);
  if (Number.isNaN(value)) {
    throw new Error(
      `${stack.name}/${id} has no ${name} that is known before the deploy, so its quota cannot be computed; set a number`,
    );
  }
  return value;
}

function listIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

function largestGroup(keys: readonly string[]): number {
  return Math.max(0, ...keys.map((key) => keys.filter((other) => other === key).length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
