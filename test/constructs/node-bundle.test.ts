import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { nodeBundle, type NodeBundleProps } from '../../lib/constructs/node-bundle';

let source: string;
let output: string;

beforeEach(() => {
  source = mkdtempSync(path.join(tmpdir(), 'node-bundle-source-'));
  output = mkdtempSync(path.join(tmpdir(), 'node-bundle-output-'));
});

afterEach(() => {
  rmSync(source, { recursive: true, force: true });
  rmSync(output, { recursive: true });
});

function write(name: string, content: string): string {
  const file = path.join(source, name);
  writeFileSync(file, content);
  return file;
}

function bundle(props: NodeBundleProps): void {
  nodeBundle(props).local?.tryBundle(output, nodeBundle(props));
}

test('makes one file that runs without its sources', () => {
  write('greeting.ts', 'export const greeting: string = "hello";');
  const entry = write('main.ts', 'import { greeting } from "./greeting";\nconsole.log(greeting);');
  bundle({ entries: [entry] });
  rmSync(source, { recursive: true });
  expect(readdirSync(output)).toEqual(['main.js']);
  expect(execFileSync(process.execPath, ['main.js'], { cwd: output, encoding: 'utf8' })).toBe(
    'hello\n',
  );
});

test('makes a file of each entry', () => {
  bundle({
    entries: [write('a.ts', 'console.log("a");'), write('b.ts', 'console.log("b");')],
  });
  expect(readdirSync(output)).toEqual(['a.js', 'b.js']);
});

test('gives the same bytes for the same sources, so that nothing is deployed again', () => {
  const entry = write('main.ts', 'export const handler = () => process.env.NAME;');
  bundle({ entries: [entry] });
  const once = readFileSync(path.join(output, 'main.js'));
  bundle({ entries: [entry] });
  expect(readFileSync(path.join(output, 'main.js')).equals(once)).toBe(true);
});

test('copies files as they are', () => {
  const entry = write('main.ts', 'console.log();');
  bundle({ entries: [entry], files: [write('Dockerfile', 'FROM scratch\n')] });
  expect(readFileSync(path.join(output, 'Dockerfile'), 'utf8')).toBe('FROM scratch\n');
});

test('fails with the file and the line of an error', () => {
  const entry = write('broken.ts', '\nimport "./missing";');
  expect(() => {
    bundle({ entries: [entry] });
  }).toThrow(/broken\.ts:2:7: ERROR: Could not resolve "\.\/missing"/);
});
