import { isPrivate, parseCidr } from './cidr';
import { apiRules } from './api-rules';
import type { Problem, Rule } from './rule';

const MOVING_TAGS = ['latest', 'stable', 'main', 'master', 'edge', 'nightly'];

/**
 * The memory that Fargate offers for each size of CPU, in MiB: least, most, step.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
const FARGATE_MEMORY: Readonly<Record<number, readonly [number, number, number]>> = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

const zones: Rule = ({ zones: value, region }) => {
  if (value === undefined) return [];
  const found: Problem[] = [];
  const names = typeof value === 'number' ? [] : value;
  if ((typeof value === 'number' ? value : names.length) < 2) {
    found.push({ path: 'zones', value, remedy: 'name at least two zones; one alone can be lost' });
  }
  if (names.length > 0 && region === undefined) {
    found.push({ path: 'zones', value, remedy: 'zone names need region; set it or give a number' });
  }
  names.forEach((name, index) => {
    const path = `zones.${String(index)}`;
    if (
      region !== undefined &&
      !(name.startsWith(region) && /^[a-z]$/.test(name.slice(region.length)))
    ) {
      found.push({ path, value: name, remedy: `not a zone of ${region}, such as ${region}a` });
    }
    if (names.indexOf(name) !== index) {
      found.push({ path, value: name, remedy: 'named twice; each zone once' });
    }
  });
  return found;
};

const account: Rule = ({ account: value, region }) =>
  value !== undefined && region === undefined
    ? [{ path: 'account', value, remedy: 'an account needs its region; set both or neither' }]
    : [];

const vpcCidr: Rule = ({ vpcCidr: value }) => {
  if (value === undefined) return [];
  const range = parseCidr(value);
  const problem = (remedy: string) => [{ path: 'vpcCidr', value, remedy }];
  if (!range) return problem('write the first address of an IPv4 range, such as 10.0.0.0/16');
  if (range.prefix < 16) return problem('larger than a VPC can be; use /16 to /20');
  if (range.prefix > 20) return problem('too small for four zones and four tiers; use /16 to /20');
  return isPrivate(range) ? [] : problem('not a private range; use one of RFC 1918');
};

const imageTag: Rule = ({ imageTag: value }) => {
  if (value === undefined) return [];
  if (MOVING_TAGS.includes(value)) {
    return [
      {
        path: 'imageTag',
        value,
        remedy: 'a tag that moves cannot be rolled back; name one that never does',
      },
    ];
  }
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(value)
    ? []
    : [{ path: 'imageTag', value, remedy: 'a tag is 1 to 128 of A-Z a-z 0-9 . _ -' }];
};

const tasks: Rule = ({ minTasks, maxTasks }) =>
  minTasks !== undefined && maxTasks !== undefined && minTasks > maxTasks
    ? [
        {
          path: 'minTasks',
          value: minTasks,
          remedy: `more than maxTasks (${String(maxTasks)}); lower it or raise maxTasks`,
        },
      ]
    : [];

const taskSize: Rule = ({ taskCpu, taskMemoryMiB }) => {
  if (taskCpu === undefined) return [];
  const memory = FARGATE_MEMORY[taskCpu];
  if (!memory) {
    const known = Object.keys(FARGATE_MEMORY).join(', ');
    return [{ path: 'taskCpu', value: taskCpu, remedy: `Fargate knows only ${known} CPU units` }];
  }
  if (taskMemoryMiB === undefined) return [];
  const [least, most, step] = memory;
  const fits =
    taskMemoryMiB >= least && taskMemoryMiB <= most && (taskMemoryMiB - least) % step === 0;
  const remedy = `with ${String(taskCpu)} CPU units Fargate offers ${String(least)} to ${String(most)} MiB in steps of ${String(step)}`;
  return fits ? [] : [{ path: 'taskMemoryMiB', value: taskMemoryMiB, remedy }];
};

/** What must hold between the fields of one environment. */
export const rules: readonly Rule[] = [
  zones,
  account,
  vpcCidr,
  imageTag,
  tasks,
  taskSize,
  ...apiRules,
];
