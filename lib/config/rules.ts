import { isPrivate, parseCidr } from '../constructs/cidr';
import { ZONE_IDS } from '../constructs/zone-ids';
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

/** Why an environment cannot be in a Region, and what to do. */
export const NO_VPC_LINK = `API Gateway has no VPC links there, as far as lib/constructs/zone-ids.ts knows; add it there when AWS does, or use one of ${[...ZONE_IDS.keys()].join(', ')}`;

const region: Rule = ({ region: value }) =>
  value === undefined || ZONE_IDS.has(value)
    ? []
    : [{ path: 'region', value, remedy: NO_VPC_LINK }];

const zones: Rule = ({ zones: value, region }) => {
  const offered = ZONE_IDS.get(region ?? '')?.length ?? Infinity;
  return value !== undefined && value > offered
    ? [{ path: 'zones', value, remedy: `${String(region)} has ${String(offered)}; use that` }]
    : [];
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

const tasks: Rule = ({ minTasks: value, maxTasks, zones: count }) => {
  if (value === undefined) return [];
  const found: Problem[] = [];
  if (maxTasks !== undefined && value > maxTasks) {
    const remedy = `more than maxTasks (${String(maxTasks)}); lower it or raise maxTasks`;
    found.push({ path: 'minTasks', value, remedy });
  }
  if (count !== undefined && value < count) {
    const remedy = `a zone would have no task; use zones (${String(count)}) or more`;
    found.push({ path: 'minTasks', value, remedy });
  }
  return found;
};

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
  region,
  zones,
  account,
  vpcCidr,
  imageTag,
  tasks,
  taskSize,
  ...apiRules,
];
