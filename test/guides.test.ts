import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { testApp } from './support/app';
import { blocksOf, errorsOf, exampleOf, guides, read } from './support/guides';

/** Constructs that another's guide covers. */
const COVERED = {
  'access-log': 'rest-api',
  'alarm-limits': 'api-monitoring',
  'api-contract': 'rest-api',
  'api-models': 'rest-api',
  'api-reference': 'rest-api',
  'canary-log': 'canary-release',
  cidr: 'network',
  'container-service-metrics': 'container-service',
  'cors-preflight': 'rest-api',
  'default-child': 'rest-api',
  'draft4-schema': 'rest-api',
  'fargate-size': 'fargate-task',
  'function-limits': 'node-function',
  'function-network': 'node-function',
  'gateway-endpoints': 'network',
  'load-balancer-log': 'container-service',
  'method-throttling': 'rest-api',
  'node-bundle': 'node-function',
  'own-stage': 'web-acl',
  'private-integration': 'rest-api',
  'problem-responses': 'rest-api',
  problems: 'rest-api',
  'rest-api-metrics': 'rest-api',
  routes: 'rest-api',
  'runbook-alarm': 'api-monitoring',
  'service-limits': 'container-service',
  'staged-api': 'rest-api',
  throttle: 'rest-api',
  'web-acl-rules': 'web-acl',
  'web-names': 'rest-api',
  'web-socket-metrics': 'web-socket-api',
  'zone-ids': 'network',
  'zones-of-stack': 'network',
};

const HEADINGS = [
  'What it is',
  'Example',
  'What it creates',
  'Decisions',
  'Cost',
  'Copying it',
].map((heading) => `## ${heading}`);

const named = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending) && name !== 'README.md')
    .map((name) => path.basename(name, ending));

const constructs = named('lib/constructs', '.ts');
const explained = named('lib/constructs', '.md');
const guideOf = (construct: string) => `lib/constructs/${construct}.md`;

const wrong = blocksOf(
  'wrong.md',
  'A guide that lies:\n\n```ts\n\nexport const x: string = 1;\n```',
);
const blocks = guides().flatMap((guide) => blocksOf(guide));

/** The text below a heading of a construct's guide. */
function section(construct: string, heading: string): string {
  return read(guideOf(construct)).split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
}

/** How many resources of each type the guide says its first example creates. */
function promised(construct: string): Record<string, number> {
  const rows = section(construct, 'What it creates').matchAll(/^\| `([\w:]+)` +\| +(\d+) +\|/gm);
  return Object.fromEntries([...rows].map(([, type = '', count]) => [type, Number(count)]));
}

/** How many it does create. */
function created(construct: string): Record<string, number> {
  const ExampleStack = exampleOf(guideOf(construct));
  const { Resources } = Template.fromStack(new ExampleStack(testApp(), 'Example')).toJSON() as {
    Resources: Record<string, { Type: string }>;
  };
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(Resources)) counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
}

/**
 * What a copy of a file needs, itself included: the files and packages that are imported, and the folder of
 * a function that is named as an entry, with what its handler imports.
 */
function needs(file: string, found = new Set<string>(), seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return found;
  seen.add(file);
  found.add(file.startsWith('lambda/') ? path.dirname(file) : file);
  const text = read(file);
  for (const [, name = ''] of text.matchAll(/ from '([^']+)';/g)) {
    if (name.startsWith('.')) needs(`${path.join(path.dirname(file), name)}.ts`, found, seen);
    else if (!name.startsWith('node:')) found.add(packageOf(name));
  }
  if (file.startsWith('lib/')) {
    for (const [, folder = ''] of text.matchAll(/'(lambda\/[\w-]+)'/g)) {
      needs(`${folder}/handler.ts`, found, seen);
    }
  }
  return found;
}

/** What is installed to import a module. */
function packageOf(name: string): string {
  if (name === 'aws-lambda') return '@types/aws-lambda';
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

test('has examples that compile, and finds the line of one that does not', () => {
  expect(errorsOf([...blocks, ...wrong])).toEqual([
    "wrong.md:5: Type 'number' is not assignable to type 'string'.",
  ]);
});

test('explains every construct, and nothing that is none', () => {
  expect([...explained, ...Object.keys(COVERED)].sort()).toEqual([...constructs].sort());
});

test('has a test of every construct', () => {
  expect(named('test/constructs', '.test.ts')).toEqual(expect.arrayContaining(constructs));
});

test('has every guide in the catalogue, and no link that leads nowhere', () => {
  const links = [...read('lib/constructs/README.md').matchAll(/\]\(([\w-]+)\.md\)/g)];
  expect(links.map(([, name]) => name).sort()).toEqual(explained);
});

describe.each(explained)('the guide of %s', (construct) => {
  test('has the six headings, in order', () => {
    expect(read(guideOf(construct)).match(/^## .*$/gm)).toEqual(HEADINGS);
  });

  test('says truly what its example creates', () => {
    expect(promised(construct)).toEqual(created(construct));
  });

  test('names every file and package that a copy needs, and no more', () => {
    const taken = [...section(construct, 'Copying it').matchAll(/`([^`\s]+)`/g)]
      .map(([, token = '']) => (/^[\w-]+\.ts$/.test(token) ? `lib/constructs/${token}` : token))
      .filter((token) => /\.ts$|^(@?[\w-]+\/)?[a-z][\w-]*$/.test(token));
    expect([...new Set(taken)].sort()).toEqual([...needs(`lib/constructs/${construct}.ts`)].sort());
  });

  test('has the price and where it comes from', () => {
    expect(section(construct, 'Cost')).toMatch(/\$\d|[Nn]othing/);
    expect(section(construct, 'Cost')).toContain('us-east-1');
  });
});
