import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { compileFunction } from 'node:vm';
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

/** What the compiler makes of examples. */
export interface Compiled {
  /** Each error as `guide:line: message`. */
  readonly errors: readonly string[];

  /** Runs an example and answers what it exports. */
  run(block: Block): Record<string, unknown>;
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
 * Compiles examples in one program without writing a file. An example lies in `lib/constructs`, beside
 * the files that a team copied, unless its first line is a comment with a path of its own.
 */
export function compile(blocks: readonly Block[]): Compiled {
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
  const errors = [...places].flatMap(([file, block]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .map(({ start = 0, messageText }) => ({
        line: block.line + (source?.getLineAndCharacterOfPosition(start).line ?? 0),
        message: ts.flattenDiagnosticMessageText(messageText, ' '),
      }))
      .map(({ line, message }) => `${block.guide}:${String(line)}: ${message}`);
  });
  return { errors, run: (block) => run(program, places, block) };
}

function placeOf({ code }: Block, index: number): string {
  const folder = path.dirname(/^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? 'lib/constructs/example.ts');
  return path.join(ROOT, folder, `example-${String(index)}.ts`);
}

function run(
  program: ts.Program,
  places: ReadonlyMap<string, Block>,
  block: Block,
): Record<string, unknown> {
  const file = [...places.keys()].find((place) => places.get(place) === block) ?? '';
  let script = '';
  program.emit(program.getSourceFile(file), (_, text) => (script = text));
  const exported = {};
  const main = compileFunction(script, ['exports', 'require'], { filename: file }) as (
    exports: object,
    require: NodeJS.Require,
  ) => void;
  main(exported, createRequire(file));
  return exported;
}
