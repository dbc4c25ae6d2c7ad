import type { Model } from '../template/model';
import { type Quota, QUOTAS } from './quotas';

/** The committed table, `docs/quotas.md`, of what each environment needs. */
export function quotasTable(environments: ReadonlyMap<string, Model>): string {
  const names = [...environments.keys()];
  const rows = QUOTAS.map((quota) => {
    const needed = [...environments].map(([name, model]) => [name, quota.need(model)] as const);
    return row([
      quota.name,
      quota.code === undefined ? '' : `\`${quota.code}\``,
      has(quota),
      ...needed.map(([, need]) => number(need)),
      toDo(quota, needed),
    ]);
  });
  const columns = ['quota', 'code', 'an account has', ...names, 'what to do'];
  return `# What an environment needs of an account

Computed from the templates of each environment. \`npm run docs\` writes this file; a test fails when it is out of date.
The defaults are AWS's as of November 2026, with their sources in \`lib/policy/quotas.ts\`. An account and Region that
has several environments, or anything else, needs the sum. What yours has, and how to ask for more (it can take days):

\`\`\`sh
aws service-quotas get-service-quota --service-code lambda --quota-code L-B99A9384
aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000
\`\`\`

- Concurrent executions are the reserved runs, and the 100 that AWS keeps for functions which reserve none. An
  environment with 0 reserves none: it deploys with any quota, and all its functions share what there is. With 10, the
  eleventh run at the same time is throttled, and its caller gets a 5xx.
- Fargate counts the most tasks of the autoscaling, twice, since a deploy starts new tasks before it stops old ones.
  AWS says that a new account may begin with less than the default: look before the first deploy.
- API Gateway's control plane has rates that cannot be raised. CloudFormation makes the gateway responses and the models
  of an API one after another for that reason.

${row(columns)}
${row(columns.map(() => '---'))}
${rows.join('\n')}
`;
}

function has({ byDefault, less }: Quota): string {
  return less === undefined
    ? number(byDefault)
    : `${number(byDefault)}; ${number(less[0])} ${less[1]}`;
}

/** Nothing, where every account has enough for each environment. */
function toDo(
  { byDefault, less, remedy }: Quota,
  needed: readonly (readonly [name: string, need: number])[],
): string {
  const sure = Math.min(byDefault, less?.[0] ?? byDefault);
  const short = needed.filter(([, need]) => need > sure);
  if (short.length === 0) return 'nothing';
  return `${short.map(([name, need]) => `**${name} needs ${number(need)}**`).join(', ')}: ${remedy}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
