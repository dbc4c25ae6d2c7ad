import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Template } from './template';

/** One stack of a cloud assembly. */
export interface AssemblyStack {
  /** The name that CloudFormation knows it by. */
  readonly name: string;

  /** The file of its template. */
  readonly file: string;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly properties?: { readonly stackName?: string; readonly templateFile?: string };
      }
    >
  >;
}

/** The stacks of a cloud assembly. */
export async function stacksIn(assembly: string): Promise<AssemblyStack[]> {
  const manifest = JSON.parse(await readFile(join(assembly, 'manifest.json'), 'utf8')) as Manifest;
  return Object.entries(manifest.artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties = {} }]) => ({
      name: properties.stackName ?? id,
      file: join(assembly, properties.templateFile ?? `${id}.template.json`),
    }));
}

/** Reads a stack's template. */
export async function readTemplate(stack: AssemblyStack): Promise<Template> {
  return JSON.parse(await readFile(stack.file, 'utf8')) as Template;
}

/** Writes a stack's template. */
export async function writeTemplate(stack: AssemblyStack, template: Template): Promise<void> {
  await writeFile(stack.file, JSON.stringify(template));
}
