import { environmentNamed } from '../../lib/config/environments';
import { Environment } from '../../lib/environment';
import { RULES } from '../../lib/policy/rules';
import { WITHOUT_RESOURCE } from '../../lib/policy/rules/star-resource';
import { statementsOf } from '../../lib/policy/statements';
import { readAssembly } from '../../lib/template/assembly';
import { Model } from '../../lib/template/model';
import { testApp } from '../support/app';
import { CEILINGS } from './mutants/ceilings';
import { GRANTS } from './mutants/grants';
import { KEYS_AND_WAYS } from './mutants/keys-and-ways';
import { Broken, type Mutant } from './mutants/mutant';
import { RESOURCES } from './mutants/resources';
import { TRUST } from './mutants/trust';

const app = testApp();
new Environment(app, environmentNamed('sandbox'));
const stacks = readAssembly(app.synth().directory);

const MUTANTS: readonly Mutant[] = [
  ...GRANTS,
  ...CEILINGS,
  ...TRUST,
  ...RESOURCES,
  ...KEYS_AND_WAYS,
];

function findings(id: string, of = stacks): string[] {
  const rule = RULES.find((one) => one.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  return rule
    .findings(new Model(of))
    .map(({ resource, path, value }) => `${resource.stack.name}/${resource.id} ${path} ${value}`);
}

test.each(RULES.map(({ id }) => id))('finds by %s nothing in the sandbox', (id) => {
  expect(findings(id)).toEqual([]);
});

test.each(MUTANTS)('$rule notices what $hole', ({ rule, make }) => {
  const copy = structuredClone(stacks);
  make(new Broken(copy));
  expect(findings(rule, copy)).not.toEqual([]);
});

test('has a mutant for each rule', () => {
  const caught = new Set(MUTANTS.map(({ rule }) => rule));
  expect([...caught].sort()).toEqual(RULES.map(({ id }) => id).sort());
});

test('lets stand on * only what some role is granted', () => {
  const granted = statementsOf(new Model(stacks))
    .filter(({ kind, resources }) => kind === 'identity' && resources.includes('*'))
    .flatMap(({ actions }) => actions);
  expect(granted).toEqual(expect.arrayContaining(Object.keys(WITHOUT_RESOURCE)));
});
