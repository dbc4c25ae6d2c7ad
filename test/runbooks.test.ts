import { readdirSync, readFileSync } from 'node:fs';
import { ENVIRONMENTS } from '../lib/config/environments';
import { resourcesOf, templatesOf } from './support/environment';

const FOLDER = 'docs/runbooks';

/** The sections of all runbooks, for example `docs/runbooks/api.md#server-errors`. */
function sections(text = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8')): string[] {
  return readdirSync(FOLDER).flatMap((name) =>
    [...text(name).matchAll(/^## (.+)$/gm)].map(
      ([, heading = '']) => `${FOLDER}/${name}#${heading.toLowerCase().replaceAll(' ', '-')}`,
    ),
  );
}

/** The section that each alarm names, by its stack and id, with what an environment may turn on. */
function named(environment: string): Record<string, string | undefined> {
  const canary = { canaryPercent: 10, canaryBaseline: 'a1b2c3' };
  return Object.fromEntries(
    resourcesOf(templatesOf(environment, canary))
      .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
      .map(({ stack, id, properties }) => [
        `${stack}/${id}`,
        /what to do: (\S+)$/.exec(String(properties.AlarmDescription))?.[1],
      ]),
  );
}

const environments = ENVIRONMENTS.map(({ name }) => name);
const alarms = new Map(environments.map((name) => [name, named(name)]));
const namedIn = (environment: string) => Object.entries(alarms.get(environment) ?? {});

test.each(environments)('says for every alarm of %s what to do', (environment) => {
  expect(namedIn(environment).length).toBeGreaterThan(15);
  expect(namedIn(environment).filter(([, section]) => !sections().includes(section ?? ''))).toEqual(
    [],
  );
});

test.each(environments)('has in %s an alarm for every section', (environment) => {
  const used = namedIn(environment).map(([, section]) => section);
  expect(sections().filter((section) => !used.includes(section))).toEqual([]);
});

test('notices a section that was renamed', () => {
  const renamed = sections((name) =>
    readFileSync(`${FOLDER}/${name}`, 'utf8').replace('## Latency', '## Slowness'),
  );
  const lost = namedIn('sandbox').filter(([, section]) => !renamed.includes(section ?? ''));
  expect(lost).toHaveLength(4);
});

test('leads from each section only to sections that exist', () => {
  const links = readdirSync(FOLDER).flatMap((name) =>
    [
      ...readFileSync(`${FOLDER}/${name}`, 'utf8').matchAll(/\]\(([\w-]*(?:\.md)?)#([\w-]+)\)/g),
    ].map(([, file = '', section = '']) => `${FOLDER}/${file === '' ? name : file}#${section}`),
  );
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((link) => !sections().includes(link))).toEqual([]);
});
