import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { FileSystem } from 'aws-cdk-lib/core';
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

describe('whoever makes it, wherever', () => {
  const MACHINES = [
    { umask: 0o022, env: {}, end: '\n' },
    { umask: 0o027, env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' }, end: '\r\n' },
    { umask: 0o077, env: { TZ: 'America/New_York', LC_ALL: 'C' }, end: '\n' },
  ];

  /** What a machine makes of one source, in a folder of its own and with its own line ends. */
  function madeBy({ umask, env, end }: (typeof MACHINES)[number]) {
    const folder = path.join(source, umask.toString(8));
    const before = { umask: process.umask(umask), env: process.env };
    try {
      process.env = { ...before.env, ...env };
      mkdirSync(folder);
      const lines = ['const I = new Date(0);', 'export const text = `a', 'b${I.toISOString()}`;'];
      writeFileSync(path.join(folder, 'main.ts'), lines.join(end));
      writeFileSync(path.join(folder, 'Dockerfile'), 'FROM scratch\n');
      const made = path.join(folder, 'made');
      mkdirSync(made);
      // As CDK does.
      chmodSync(made, 0o777);
      const bundling = nodeBundle({
        entries: [path.join(folder, 'main.ts')],
        files: [path.join(folder, 'Dockerfile')],
      });
      bundling.local?.tryBundle(made, bundling);
      const modes = ['.', ...readdirSync(made)].map((file) => [
        file,
        (statSync(path.join(made, file)).mode & 0o777).toString(8),
      ]);
      return { hash: FileSystem.fingerprint(made), modes: Object.fromEntries(modes) as object };
    } finally {
      process.umask(before.umask);
      process.env = before.env;
    }
  }

  test('has one hash, and modes that let Lambda and a container read it', () => {
    const [first, ...others] = MACHINES.map(madeBy);
    expect(first?.modes).toEqual({ '.': '755', Dockerfile: '644', 'main.js': '644' });
    for (const other of others) expect(other).toEqual(first);
  });

  test('has a hash that changes with the modes, so that what was published wrongly is replaced', () => {
    bundle({ entries: [write('main.ts', 'console.log();')] });
    expect(readFileSync(path.join(output, 'main.js'), 'utf8')).toMatch(/^\/\/ mode 644\n/);
  });
});
