import { intrinsicOf, type SynthesizedStack } from './cloudformation';
import { evaluate } from './condition';
import { hasUnknown, unknown, unknownOf } from './unknown';

/** Finds what lies outside of the stack whose values are resolved. */
export interface Surroundings {
  /** The stack of that name. */
  readonly stack: (name: string) => SynthesizedStack | undefined;

  /** What stacks export, by name, with the stack that does. */
  readonly exported: (name: string) => readonly [SynthesizedStack, unknown] | undefined;
}

type Resolve = (value: unknown) => unknown;

/** How each intrinsic function is resolved; one that is not here keeps its name and a resolved argument. */
const FUNCTIONS: Readonly<
  Record<
    string,
    (argument: unknown, resolve: Resolve, stack: SynthesizedStack, all: Surroundings) => unknown
  >
> = {
  Ref: (name, _, stack, all) => ref(String(name), stack, all),
  'Fn::GetAtt': (argument, resolve, stack, all) => {
    const [id = '', ...attribute] = Array.isArray(argument)
      ? argument.map((part) => text(resolve(part)))
      : String(argument).split('.');
    return attributeOf(id, attribute.join('.'), stack, all);
  },
  'Fn::Join': (argument, resolve) => {
    const [delimiter, parts] = list(argument).map(resolve);
    return Array.isArray(parts)
      ? parts.map(text).join(text(delimiter))
      : unknownCall('Fn::Join', parts);
  },
  'Fn::Sub': (argument, resolve, stack, all) => {
    const [template, given = {}] = list(argument) as [string, Record<string, unknown>?];
    return template.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (Object.hasOwn(given, name)) return text(resolve(given[name]));
      return text(name.includes('.') ? resolve({ 'Fn::GetAtt': name }) : ref(name, stack, all));
    });
  },
  'Fn::Split': (argument, resolve) => {
    const [delimiter, source] = list(argument).map(resolve);
    return typeof source !== 'string' || hasUnknown(source)
      ? { 'Fn::Split': [delimiter, source] }
      : source.split(text(delimiter));
  },
  'Fn::Select': (argument, resolve) => {
    const [index, items] = list(argument).map(resolve);
    const item: unknown = Array.isArray(items) ? items[Number(index)] : undefined;
    return item ?? unknown(`${text(index)} of ${text(items)}`);
  },
  'Fn::If': (argument, resolve, stack) => {
    const [name, then, otherwise] = list(argument);
    const holds = evaluate({ Condition: name }, stack.template.Conditions ?? {}, resolve);
    if (holds === undefined) return { 'Fn::If': [name, resolve(then), resolve(otherwise)] };
    return resolve(holds ? then : otherwise);
  },
  'Fn::FindInMap': (argument, resolve, stack) => {
    const [map, first, second] = list(argument).map((part) => text(resolve(part)));
    const found = stack.template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
    return found ?? unknown(`${String(map)}[${String(first)}][${String(second)}]`);
  },
  'Fn::ImportValue': (argument, resolve, _, all) => {
    const name = text(resolve(argument));
    const [producer, value] = all.exported(name) ?? [];
    return producer === undefined ? unknown(`import ${name}`) : resolveIn(producer, value, all);
  },
  'Fn::GetStackOutput': (argument, resolve, _, all) => {
    const { StackName, OutputName } = resolve(argument) as Record<string, unknown>;
    return output(text(StackName), text(OutputName), all);
  },
};

/** A value of a stack in which every reference is resolved, or a named unknown. */
export function resolveIn(stack: SynthesizedStack, value: unknown, all: Surroundings): unknown {
  const resolve: Resolve = (inner) => {
    if (typeof inner !== 'object' || inner === null) return inner;
    if (Array.isArray(inner)) return inner.map(resolve).filter((item) => item !== undefined);
    const [name, argument] = intrinsicOf(inner) ?? [];
    if (name !== undefined) {
      const known = FUNCTIONS[name];
      return known === undefined
        ? { [name]: resolve(argument) }
        : known(argument, resolve, stack, all);
    }
    return Object.fromEntries(
      Object.entries(inner)
        .map(([key, item]): [string, unknown] => [key, resolve(item)])
        .filter(([, item]) => item !== undefined),
    );
  };
  return resolve(value);
}

function ref(name: string, stack: SynthesizedStack, all: Surroundings): unknown {
  if (name === 'AWS::NoValue') return undefined;
  if (name.startsWith('AWS::')) return pseudoParameter(name, stack);
  const parameter = stack.template.Parameters?.[name];
  if (parameter === undefined) return unknownOf({ stack: stack.name, id: name });
  const { parent } = stack;
  const above = parent && all.stack(parent.stack);
  const given = above?.template.Resources?.[parent?.id ?? '']?.Properties?.Parameters as
    Record<string, unknown> | undefined;
  if (above !== undefined && given !== undefined && name in given) {
    return resolveIn(above, given[name], all);
  }
  return parameter.Default ?? unknown(`parameter ${stack.name}/${name}`);
}

function attributeOf(
  id: string,
  attribute: string,
  stack: SynthesizedStack,
  all: Surroundings,
): unknown {
  const nested = attribute.startsWith('Outputs.') && all.stack(`${stack.name}.${id}`);
  return nested === false || nested === undefined
    ? unknownOf({ stack: stack.name, id, attribute })
    : output(nested.name, attribute.slice('Outputs.'.length), all);
}

function output(stackName: string, name: string, all: Surroundings): unknown {
  const producer = all.stack(stackName);
  const found = producer?.template.Outputs?.[name];
  return producer === undefined || found === undefined
    ? unknown(`output ${stackName}/${name}`)
    : resolveIn(producer, found.Value, all);
}

const PARTITIONS = [
  [/^cn-/, 'aws-cn', 'amazonaws.com.cn'],
  [/^us-gov-/, 'aws-us-gov', 'amazonaws.com'],
  [/^eusc-/, 'aws-eusc', 'amazonaws.eu'],
  [/^[a-z]{2}-[a-z]+-\d$/, 'aws', 'amazonaws.com'],
] as const;

function pseudoParameter(name: string, { name: stackName, account, region }: SynthesizedStack) {
  const [, partition, suffix] = PARTITIONS.find(([pattern]) => pattern.test(region ?? '')) ?? [];
  const known: Record<string, string | undefined> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': suffix,
    'AWS::StackName': stackName,
  };
  return known[name] ?? unknown(name);
}

function list(argument: unknown): unknown[] {
  return Array.isArray(argument) ? (argument as unknown[]) : [argument];
}

/** A value as a part of a text; what is no text becomes an unknown that shows it. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return unknown(value === undefined ? 'nothing' : JSON.stringify(value));
}

function unknownCall(name: string, argument: unknown): string {
  return unknown(`${name} ${text(argument)}`);
}
