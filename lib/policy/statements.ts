import type { Model, Resource } from '../template/model';
import type { Finding } from './rule';

/** One statement of any policy of any resource, its values resolved and as text. */
export interface Statement {
  readonly resource: Resource;

  /**
   * What the policy is attached to, which decides what it may say: a role (`identity`), what a role may be assumed
   * by (`trust`), a VPC endpoint, which grants nothing, or any other resource.
   */
  readonly kind: 'identity' | 'trust' | 'endpoint' | 'resource';

  /** Where it stands in the properties of its resource. */
  readonly path: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly Principal[];

  /** By operator and key in lower case, for example `stringequals aws:sourceaccount`. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;

  /** `NotAction`, `NotResource` and `NotPrincipal`, if it has them. */
  readonly inverted: readonly string[];
}

/** Who is meant by a statement. */
export interface Principal {
  /** `AWS`, `Service`, `Federated` or `CanonicalUser`. */
  readonly type: string;
  readonly name: string;
}

/** Every statement of every policy: in whatever property it stands, as an object or as text. */
export function statementsOf(model: Model): Statement[] {
  return model.resources.flatMap((resource) =>
    [...documents(resource.properties, '')].map(([path, raw]) => statement(resource, path, raw)),
  );
}

/** A finding about a part of a statement. */
export function at({ resource, path }: Statement, part: string, value: string): Finding {
  return { resource, path: `${path}.${part}`, value };
}

/** A resolved value as text; what is no text, such as `Fn::If`, as its JSON. */
export function textsOf(value: unknown): string[] {
  if (value === undefined) return [];
  return [value]
    .flat()
    .map((one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one)));
}

type Raw = Readonly<Record<string, unknown>>;

function* documents(value: unknown, path: string): Generator<[string, Raw]> {
  const inside = readAsPolicy(value);
  if (typeof inside !== 'object' || inside === null) return;
  if ('Effect' in inside && ('Action' in inside || 'NotAction' in inside)) {
    yield [path, inside];
    return;
  }
  for (const [key, part] of Object.entries(inside)) {
    yield* documents(part, path === '' ? key : `${path}.${key}`);
  }
}

/** Some resources take their policy as text. */
function readAsPolicy(value: unknown): unknown {
  if (typeof value !== 'string' || !value.includes('"Effect"')) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // What cannot be read is taken for the worst that it can say.
    return { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  }
}

function statement(resource: Resource, path: string, raw: Raw): Statement {
  const { Principal: principal } = raw;
  const conditions = Object.entries((raw.Condition ?? {}) as Record<string, object>).flatMap(
    ([operator, keys]) =>
      Object.entries(keys).map(([key, value]): [string, string[]] => [
        `${operator} ${key}`.toLowerCase(),
        textsOf(value),
      ]),
  );
  return {
    resource,
    kind: kindOf(resource.type, path),
    path,
    allows: raw.Effect !== 'Deny',
    actions: textsOf(raw.Action),
    resources: textsOf(raw.Resource),
    principals:
      typeof principal === 'object' && principal !== null
        ? Object.entries(principal).flatMap(([type, value]) =>
            textsOf(value).map((name) => ({ type, name })),
          )
        : textsOf(principal).map((name) => ({ type: 'AWS', name })),
    conditions: new Map(conditions),
    inverted: ['NotAction', 'NotResource', 'NotPrincipal'].filter((key) => key in raw),
  };
}

function kindOf(type: string, path: string): Statement['kind'] {
  if (path.startsWith('AssumeRolePolicyDocument')) return 'trust';
  if (type.startsWith('AWS::IAM::')) return 'identity';
  return type === 'AWS::EC2::VPCEndpoint' ? 'endpoint' : 'resource';
}
