import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Template } from './template';

/** One stack of a cloud assembly. */
export interface AssemblyStack {
  /** The name that CloudFormation knows it by. */
  readonly name: string;

  /** The file of its template. */
  readonly file: string;

  /** Where the CLI publishes the template, or nothing when it is not published. */
  readonly published: string;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly properties?: {
          readonly stackName?: string;
          readonly templateFile?: string;
          readonly stackTemplateAssetObjectUrl?: string;
        };
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
      published: properties.stackTemplateAssetObjectUrl ?? '',
    }));
}

/** Reads a stack's template. */
export async function readTemplate(stack: AssemblyStack): Promise<Template> {
  return JSON.parse(await readFile(stack.file, 'utf8')) as Template;
}

/**
 * Writes a stack's template, and names it by its new content: the CLI publishes a template under the
 * hash that the assembly gives, and takes what is there already under that name for the same.
 */
export async function writeTemplate(stack: AssemblyStack, template: Template): Promise<void> {
  const text = JSON.stringify(template);
  await writeFile(stack.file, text);
  const before = /([0-9a-f]{64})\.json$/.exec(stack.published)?.[1];
  if (before === undefined) return;
  const after = createHash('sha256').update(text).digest('hex');
  const assets = stack.file.replace(/\.template\.json$/, '.assets.json');
  for (const file of [assets, join(dirname(stack.file), 'manifest.json')]) {
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(before, after));
  }
}
