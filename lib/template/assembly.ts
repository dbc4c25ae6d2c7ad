import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SynthesizedStack, Template } from './cloudformation';

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: {
    readonly stackName?: string;
    readonly templateFile?: string;
    readonly directoryName?: string;
  };
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, { readonly source: { readonly path?: string } }>>;
}

/**
 * Reads every stack of a cloud assembly, those of its stages and nested stacks included.
 *
 * @param directory what `cdk synth` wrote, such as `cdk.out`
 * @throws when the folder is no cloud assembly, or lacks the template of a nested stack
 */
export function readAssembly(directory: string): SynthesizedStack[] {
  const file = join(directory, 'manifest.json');
  if (!existsSync(file)) {
    throw new Error(`${directory} has no manifest.json; name a folder that \`cdk synth\` wrote`);
  }
  const { artifacts = {} } = readJson(file) as Manifest;
  return Object.entries(artifacts).flatMap(([id, { type, environment, properties = {} }]) => {
    if (type === 'cdk:cloud-assembly' && properties.directoryName !== undefined) {
      return readAssembly(join(directory, properties.directoryName));
    }
    if (type !== 'aws:cloudformation:stack') return [];
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? '') ?? [];
    const stack: SynthesizedStack = {
      name: properties.stackName ?? id,
      account: account === 'unknown-account' ? undefined : account,
      region: region === 'unknown-region' ? undefined : region,
      template: readJson(
        join(directory, properties.templateFile ?? `${id}.template.json`),
      ) as Template,
    };
    return [stack, ...nestedIn(directory, stack)];
  });
}

/** The template of a nested stack is an asset, which the address of the template names by its hash. */
function nestedIn(directory: string, stack: SynthesizedStack): SynthesizedStack[] {
  return Object.entries(stack.template.Resources ?? {}).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::CloudFormation::Stack') return [];
    const [hash = ''] =
      /[0-9a-f]{64}(?=\.json)/.exec(JSON.stringify(Properties?.TemplateURL)) ?? [];
    const file = assetsIn(directory)[hash];
    if (file === undefined) {
      throw new Error(
        `${stack.name}.${id} is a nested stack whose template is not in ${directory}; name the whole folder that \`cdk synth\` wrote`,
      );
    }
    const nested: SynthesizedStack = {
      ...stack,
      name: `${stack.name}.${id}`,
      template: readJson(join(directory, file)) as Template,
      parent: { stack: stack.name, id },
    };
    return [nested, ...nestedIn(directory, nested)];
  });
}

/** The files of an assembly by their hash. */
function assetsIn(directory: string): Record<string, string | undefined> {
  const manifests = readdirSync(directory).filter((name) => name.endsWith('.assets.json'));
  return Object.fromEntries(
    manifests
      .map((name) => readJson(join(directory, name)) as AssetManifest)
      .flatMap(({ files = {} }) => Object.entries(files))
      .map(([hash, { source }]) => [hash, source.path]),
  );
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
