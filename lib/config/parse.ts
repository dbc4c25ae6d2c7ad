import type { z } from 'zod';
import { overlaps, parseCidr } from '../constructs/cidr';
import type { Problem } from './rule';
import { rules } from './rules';
import { type EnvironmentConfig, environmentSchema } from './schema';

/** The configuration is refused; the message lists every problem with field, value and remedy. */
export class ConfigurationError extends Error {
  public override readonly name = 'ConfigurationError';
}

/** Fields that look as if they should exist, and what to use. */
const HINTS = new Map(
  Object.entries({
    natGateways:
      'the number of NAT gateways follows from egress and is never more than one per zone',
    availabilityZones: 'use zones',
    cidr: 'use vpcCidr',
  }),
);

/**
 * Checks all environments, each by itself and against the others.
 *
 * @throws ConfigurationError one error that lists every problem of every environment
 */
export function parseEnvironments(inputs: readonly unknown[]): EnvironmentConfig[] {
  const known: EnvironmentConfig[] = [];
  const lines: string[] = [];
  inputs.forEach((input, index) => {
    const fields = isRecord(input) ? input : {};
    const name = typeof fields.name === 'string' ? fields.name : `environments[${String(index)}]`;
    const report = (found: readonly Problem[]) =>
      lines.push(
        ...found.map(({ path, value, remedy }) => `${name}.${path} is ${show(value)}: ${remedy}`),
      );

    const shape = environmentSchema.safeParse(input);
    const shapeProblems = shape.success
      ? []
      : shape.error.issues.flatMap((issue) => toProblems(issue, fields));
    const broken = new Set(shapeProblems.map(({ path }) => path.split('.')[0]));
    const sound: Partial<EnvironmentConfig> = Object.fromEntries(
      Object.entries(fields).filter(
        ([key]) => Object.hasOwn(environmentSchema.shape, key) && !broken.has(key),
      ),
    );
    report(shapeProblems);
    report(rules.flatMap((rule) => rule(sound)));
    report(known.flatMap((other) => clashes(sound, other)));
    if (shape.success) known.push(shape.data);
  });
  if (lines.length > 0) {
    const problems = lines.length === 1 ? '1 problem' : `${String(lines.length)} problems`;
    throw new ConfigurationError(`the configuration has ${problems}\n  ${lines.join('\n  ')}`);
  }
  return known;
}

/**
 * Picks one environment by name.
 *
 * @throws ConfigurationError when the name is unknown, with the known ones
 */
export function selectEnvironment(
  environments: readonly EnvironmentConfig[],
  name: string,
): EnvironmentConfig {
  const found = environments.find((environment) => environment.name === name);
  if (!found) {
    const known = environments.map((environment) => environment.name).join(', ');
    throw new ConfigurationError(`unknown environment "${name}"; known: ${known}`);
  }
  return found;
}

function toProblems(issue: z.core.$ZodIssue, fields: Record<string, unknown>): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(environmentSchema.shape).join(', ');
    return issue.keys.map((path) => ({
      path,
      value: fields[path],
      remedy: `unknown field; ${HINTS.get(path) ?? `known: ${known}`}`,
    }));
  }
  const value = issue.path.reduce<unknown>(
    (at, key) => (isRecord(at) ? at[String(key)] : at),
    fields,
  );
  return [{ path: issue.path.join('.'), value, remedy: issue.message }];
}

function clashes(config: Partial<EnvironmentConfig>, other: EnvironmentConfig): Problem[] {
  const found: Problem[] = [];
  if (config.name === other.name) {
    found.push({ path: 'name', value: config.name, remedy: 'used twice; choose another' });
  }
  const range = config.vpcCidr === undefined ? undefined : parseCidr(config.vpcCidr);
  const taken = parseCidr(other.vpcCidr);
  if (range && taken && overlaps(range, taken)) {
    const remedy = `overlaps ${other.vpcCidr} of ${other.name}; VPCs that may be peered need ranges of their own`;
    found.push({ path: 'vpcCidr', value: config.vpcCidr, remedy });
  }
  return found;
}

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null;
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
