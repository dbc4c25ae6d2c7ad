import { readTemplate, stacksIn, writeTemplate } from './assembly';
import { prepareForContainers } from './docker/template';
import type { LocalAws } from './local-aws';
import type { Support } from './steps';
import { IGNORED, PARTLY, REPLACED } from './support';
import {
  attributeOf,
  rewrite,
  type Template,
  type TemplateChange,
  type TemplateResource,
} from './template';

/**
 * Changes a copy of a cloud assembly so that the emulator can deploy it: what its CloudFormation does
 * not know is replaced by a resource that does nothing, and addresses that need AWS's DNS become local
 * ones. Constructs and stacks stay as they are.
 *
 * @param assembly folder of the copy
 * @returns what became of each resource type
 */
export async function adapt(assembly: string, aws: LocalAws): Promise<Support[]> {
  const counts = new Map<string, number>();
  const changes: TemplateChange[] = [];
  for (const stack of await stacksIn(assembly)) {
    const template = await readTemplate(stack);
    for (const { Type } of Object.values(template.Resources)) {
      counts.set(Type, (counts.get(Type) ?? 0) + 1);
    }
    const adapted = adaptTemplate(template, aws);
    changes.push(...adapted.changes);
    await writeTemplate(stack, adapted.template);
  }
  return [...counts]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([type, count]) => ({ type, count, ...outcomeOf(type, changes) }));
}

/** The same for one template. */
export function adaptTemplate(
  original: Template,
  aws: LocalAws,
): { readonly template: Template; readonly changes: readonly TemplateChange[] } {
  const named = structuredClone(original);
  addressFunctions(named, aws);
  const template = rewrite(named, (value) => {
    if (isReplaced(value)) return replacement(value);
    const callback = callbackUrl(value, original, aws);
    if (callback !== undefined) return callback;
    const setting = methodSetting(value);
    if (setting !== undefined) return setting;
    const [id] = attributeOf(value) ?? [];
    if (id === undefined) return undefined;
    return isReplaced(original.Resources[id] ?? {}) ? `local-${id}` : undefined;
  }) as Template;
  return { template, changes: prepareForContainers(template) };
}

/** A resource that does nothing and keeps `Ref` and `DependsOn` valid. */
function replacement(resource: object): object {
  const { DependsOn, Condition } = resource as { DependsOn?: unknown; Condition?: unknown };
  return { Type: 'AWS::CloudFormation::WaitConditionHandle', DependsOn, Condition };
}

/** Whether the emulator refuses a resource; of alarms, it does those of several metrics. */
function isReplaced(resource: object): boolean {
  const { Type, Properties = {} } = resource as Partial<TemplateResource>;
  if (typeof Type !== 'string') return false;
  return Type in REPLACED || (Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties);
}

/**
 * There is no DNS for `execute-api` here; messages to the clients of a WebSocket API are posted to a
 * path of the gateway.
 */
function callbackUrl(value: object, { Resources }: Template, aws: LocalAws): object | undefined {
  if (!('Fn::Join' in value) || !Array.isArray(value['Fn::Join'])) return undefined;
  const parts: unknown = value['Fn::Join'][1];
  if (!Array.isArray(parts)) return undefined;
  const [scheme, api, service] = parts as unknown[];
  if (scheme !== 'https://' || service !== '.execute-api.') return undefined;
  if (typeof api !== 'object' || api === null || !('Ref' in api)) return undefined;
  if (Resources[String(api.Ref)]?.Type !== 'AWS::ApiGatewayV2::Api') return undefined;
  // The last part ends in the path of the stage, whatever the suffix of the Region is.
  const stage = String(parts.at(-1)).replace(/^[^/]*/, '');
  return { 'Fn::Join': ['', [`${aws.endpoint.origin}/_aws/execute-api/`, api, stage]] };
}

/** The emulator finds the setting of a method by its path as it is, not as CloudFormation writes it. */
function methodSetting(value: object): object | undefined {
  if (!('ResourcePath' in value) || typeof value.ResourcePath !== 'string') return undefined;
  if (!value.ResourcePath.startsWith('/~1')) return undefined;
  return { ...value, ResourcePath: value.ResourcePath.slice(1).replaceAll('~1', '/') };
}

/**
 * Functions call AWS by the address that clients use, with its certificate: over plain HTTP the policies
 * of the buckets refuse them.
 */
function addressFunctions(template: Template, { endpoint, certificateFile }: LocalAws): void {
  for (const resource of Object.values(template.Resources)) {
    if (resource.Type !== 'AWS::Lambda::Function') continue;
    const { Variables = {} } = (resource.Properties?.Environment ?? {}) as { Variables?: object };
    const local = { AWS_ENDPOINT_URL: endpoint.origin, NODE_EXTRA_CA_CERTS: certificateFile };
    resource.Properties = {
      ...resource.Properties,
      Environment: { Variables: { ...Variables, ...local } },
    };
  }
}

function outcomeOf(type: string, changes: readonly TemplateChange[]) {
  if (type in REPLACED) return { outcome: 'replaced', note: REPLACED[type] } as const;
  if (type in IGNORED) return { outcome: 'ignored', note: IGNORED[type] } as const;
  const changed = changes.filter((one) => one.type === type).map(({ change }) => change);
  const notes = new Set([...changed, ...(type in PARTLY ? [PARTLY[type]] : [])]);
  return { outcome: 'created', note: notes.size > 0 ? [...notes].join('; ') : undefined } as const;
}
