import { Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { environmentNamed } from '../../lib/config/environments';
import type { EnvironmentConfig } from '../../lib/config/schema';
import { Environment } from '../../lib/environment';
import { testApp } from './app';

/** The templates of an environment by stack, for example `Network`. */
export function templatesOf(
  name: string,
  changed: Partial<EnvironmentConfig> = {},
): Record<string, Template> {
  const environment = new Environment(testApp(), { ...environmentNamed(name), ...changed });
  return Object.fromEntries(
    environment.node.children
      .filter((child) => Stack.isStack(child))
      .map((stack) => [stack.node.id, Template.fromStack(stack)]),
  );
}

/** One resource of a template. */
export interface Resource {
  readonly id: string;
  readonly stack: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: unknown;
  readonly updateReplacePolicy: unknown;
}

/** Every resource of every template. */
export function resourcesOf(templates: Record<string, Template>): Resource[] {
  return Object.entries(templates).flatMap(([stack, template]) => {
    const { Resources } = template.toJSON() as {
      Resources: Record<string, Record<string, unknown>>;
    };
    return Object.entries(Resources).map(([id, resource]) => ({
      id,
      stack,
      type: String(resource.Type),
      properties: (resource.Properties ?? {}) as Record<string, unknown>,
      deletionPolicy: resource.DeletionPolicy,
      updateReplacePolicy: resource.UpdateReplacePolicy,
    }));
  });
}
