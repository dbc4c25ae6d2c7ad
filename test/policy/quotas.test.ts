import { readFileSync } from 'node:fs';
import { ENVIRONMENTS, environmentNamed } from '../../lib/config/environments';
import { Environment } from '../../lib/environment';
import { QUOTAS } from '../../lib/policy/quotas';
import { quotasTable } from '../../lib/policy/quotas-table';
import { readAssembly } from '../../lib/template/assembly';
import type { SynthesizedStack } from '../../lib/template/cloudformation';
import { Model } from '../../lib/template/model';
import { testApp } from '../support/app';
import { Broken } from './mutants/mutant';

const environments = new Map(
  ENVIRONMENTS.map(({ name }): [string, readonly SynthesizedStack[]] => {
    const app = testApp();
    new Environment(app, environmentNamed(name));
    return [name, readAssembly(app.synth().directory)];
  }),
);
const production = environments.get('production') ?? [];

const needOf = (quota: string, stacks: readonly SynthesizedStack[]) =>
  QUOTAS.find(({ name }) => name.includes(quota))?.need(new Model(stacks));

const tableOf = (stacks: ReadonlyMap<string, readonly SynthesizedStack[]>) =>
  quotasTable(new Map([...stacks].map(([name, one]) => [name, new Model(one)])));

interface Change {
  /** The quota, or a part of its name. */
  readonly quota: string;
  /** What a change of a template does: "more runs are reserved". */
  readonly when: string;
  readonly make: (broken: Broken) => void;
  readonly before: number;
  readonly after: number;
}

const CHANGES: readonly Change[] = [
  {
    quota: 'concurrent executions',
    when: 'a function reserves more runs',
    make: (of) => {
      of.of('Api/Objects', 'Lambda::Function').ReservedConcurrentExecutions = 701;
    },
    before: 900,
    after: 901,
  },
  {
    quota: 'concurrent executions',
    when: 'another function reserves runs',
    make: (of) => {
      of.of('Notifications/Connections', 'Lambda::Function').ReservedConcurrentExecutions = 50;
    },
    before: 900,
    after: 950,
  },
  {
    quota: 'function memory',
    when: 'a function has more memory',
    make: (of) => {
      of.of('Api/Objects', 'Lambda::Function').MemorySize = 4096;
    },
    before: 512,
    after: 4096,
  },
  {
    quota: 'Fargate',
    when: 'the service may have more tasks',
    make: (of) => {
      of.of('Service/', 'ScalableTarget').MaxCapacity = 13;
    },
    before: 12,
    after: 13,
  },
  {
    quota: 'Fargate',
    when: 'its tasks are larger',
    make: (of) => {
      of.of('Service/', 'TaskDefinition').Cpu = '1024';
    },
    before: 12,
    after: 24,
  },
  {
    quota: 'Fargate',
    when: 'a deploy starts fewer tasks at once',
    make: (of) => {
      of.of('Service/', 'ECS::Service').DeploymentConfiguration = { MaximumPercent: 150 };
    },
    before: 12,
    after: 9,
  },
  {
    quota: 'Elastic IP',
    when: 'there is another address',
    make: (of) => {
      of.add('Network', 'AWS::EC2::EIP', {});
    },
    before: 3,
    after: 4,
  },
  {
    quota: 'NAT gateways',
    when: 'a zone has a second one',
    make: (of) => {
      of.add('Network', 'AWS::EC2::NatGateway', of.of('Network/', 'NatGateway'));
    },
    before: 1,
    after: 2,
  },
  {
    quota: 'rules per security group',
    when: 'a group has another rule',
    make: (of) => {
      of.add('Service', 'AWS::EC2::SecurityGroupIngress', of.of('Service/', 'GroupIngress'));
    },
    before: 1,
    after: 2,
  },
  {
    quota: 'resources per API',
    when: 'the API has another path',
    make: (of) => {
      of.add('Api', 'AWS::ApiGateway::Resource', of.of('Api/', 'ApiGateway::Resource'));
    },
    before: 12,
    after: 13,
  },
  {
    quota: 'requests per second',
    when: 'the WebSocket API lets more through',
    make: (of) => {
      of.of('Notifications/', 'V2::Stage').DefaultRouteSettings = { ThrottlingRateLimit: 100 };
    },
    before: 550,
    after: 600,
  },
];

test('the committed table is what the templates need', () => {
  expect(tableOf(environments)).toBe(readFileSync('docs/quotas.md', 'utf8'));
});

test('the README names what production needs more of than a new account has', () => {
  const need = needOf('concurrent executions', production);
  const vcpu = needOf('Fargate', production);
  expect(readFileSync('README.md', 'utf8')).toContain(
    `production needs a Lambda quota of ${String(need)} and ${String(vcpu)} vCPU of Fargate`,
  );
});

test.each(CHANGES)('the need of $quota changes when $when', ({ quota, make, before, after }) => {
  const copy = structuredClone(production);
  expect(needOf(quota, copy)).toBe(before);
  make(new Broken(copy));
  expect(needOf(quota, copy)).toBe(after);
  expect(tableOf(new Map([...environments, ['production', copy]]))).not.toBe(tableOf(environments));
});

test('an environment that reserves nothing needs no quota of concurrent runs', () => {
  expect(needOf('concurrent executions', environments.get('sandbox') ?? [])).toBe(0);
});

test('says what to do where an account may have less than is needed, and only there', () => {
  const toDo = (name: string) =>
    new RegExp(`^\\| [^|]*${name}.*\\| ([^|]+) \\|$`, 'm').exec(tableOf(environments))?.[1];
  expect(toDo('concurrent executions')).toMatch(/^\*\*production needs 900\*\*: ask/);
  expect(toDo('Fargate')).toMatch(/^\*\*production needs 12\*\*: ask/);
  expect(toDo('Elastic IP')).toBe('nothing');
});

test('refuses a number that only a deploy knows, by name', () => {
  const copy = structuredClone(production);
  new Broken(copy).of('Api/Objects', 'Lambda::Function').ReservedConcurrentExecutions = {
    Ref: 'AWS::Region',
  };
  expect(() => needOf('concurrent executions', copy)).toThrow(
    /^Production-Api\/Objects\w+ has no ReservedConcurrentExecutions that is known before the deploy/,
  );
});
