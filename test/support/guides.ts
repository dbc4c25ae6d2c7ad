import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { compileFunction } from 'node:vm';
import type { App, Stack } from 'aws-cdk-lib/core';
import * as ts from 'typescript';

const ROOT = path.resolve(__dirname, '../..');

/** An example in a guide. */
export interface Block {
  /** The guide that has it, relative to the project. */
  readonly guide: string;

  /** The line of the guide that the code begins on. */
  readonly line: number;

  /** The code. */
  readonly code: string;
}

/** Every guide of the project, relative to it. */
export function guides(): string[] {
  const below = ['lib/constructs', 'docs'].flatMap((folder) =>
    existsSync(path.join(ROOT, folder))
      ? readdirSync(path.join(ROOT, folder), { encoding: 'utf8', recursive: true }).map((name) =>
          path.join(folder, name),
        )
      : [],
  );
  return ['README.md', 'CONTRIBUTING.md', ...below].filter(
    (name) => name.endsWith('.md') && existsSync(path.join(ROOT, name)),
  );
}

/** The text of a file of the project. */
export function read(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

/** The `ts` blocks of a guide. */
export function blocksOf(guide: string, text = read(guide)): Block[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    guide,
    line: text.slice(0, match.index).split('\n').length + 1,
    code: match[1] ?? '',
  }));
}

/**
 * What the compiler says of examples, each error as `guide:line: message`. They are compiled in one program
 * without writing a file. An example lies in `lib/constructs`, beside the files that a team copied, unless its
 * first line is a comment with a path of its own.
 */
export function errorsOf(blocks: readonly Block[]): string[] {
  const places = new Map(blocks.map((block, index) => [placeOf(block, index), block]));
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  ) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, noEmit: false, noUnusedLocals: false, moduleDetection: 'force' },
    ROOT,
  );
  const disk = ts.createCompilerHost(options);
  const program = ts.createProgram([...places.keys()], options, {
    ...disk,
    fileExists: (file) => places.has(file) || disk.fileExists(file),
    readFile: (file) => places.get(file)?.code ?? disk.readFile(file),
    getSourceFile: (file, languageVersion, ...rest) => {
      const block = places.get(file);
      return block
        ? ts.createSourceFile(file, block.code, languageVersion)
        : disk.getSourceFile(file, languageVersion, ...rest);
    },
  });
  return [...places].flatMap(([file, block]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .map(({ start = 0, messageText }) => ({
        line: block.line + (source?.getLineAndCharacterOfPosition(start).line ?? 0),
        message: ts.flattenDiagnosticMessageText(messageText, ' '),
      }))
      .map(({ line, message }) => `${block.guide}:${String(line)}: ${message}`);
  });
}

function placeOf({ code }: Block, index: number): string {
  const folder = path.dirname(/^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? 'lib/constructs/example.ts');
  return path.join(ROOT, folder, `example-${String(index)}.ts`);
}

/** Runs an example without looking at its types, and answers what it exports. */
export function run(block: Block): Record<string, unknown> {
  const file = placeOf(block, 0);
  const { outputText } = ts.transpileModule(block.code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported = {};
  const main = compileFunction(outputText, ['exports', 'require'], { filename: file }) as (
    exports: object,
    require: NodeJS.Require,
  ) => void;
  main(exported, createRequire(file));
  return exported;
}

/** The stack of a guide's first example. */
export function exampleOf(guide: string): new (scope: App, id: string) => Stack {
  const [block] = blocksOf(guide);
  if (!block) throw new Error(`${guide} has no example`);
  return (run(block) as { ExampleStack: new (scope: App, id: string) => Stack }).ExampleStack;
}
