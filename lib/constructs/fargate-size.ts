import { Token } from 'aws-cdk-lib/core';
import { isWhole, type Problems } from './problems';

/**
 * The memory that Fargate offers for each size of CPU, in MiB: least, most, step.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
const MEMORY: Readonly<Record<number, readonly [number, number, number]>> = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

/** Records a problem of a size that Fargate does not offer. */
export function checkSize(problems: Problems, cpu: number, memoryLimitMiB: number): void {
  const sizes = Object.keys(MEMORY).join(', ');
  problems.check('cpu', cpu, (units) => units in MEMORY, `use ${sizes}`);
  const range = MEMORY[cpu];
  if (Token.isUnresolved(cpu) || !range) return;
  const [least, most, step] = range;
  problems.check(
    'memoryLimitMiB',
    memoryLimitMiB,
    (memory) => isWhole(least, most)(memory) && (memory - least) % step === 0,
    `with ${String(cpu)} CPU units Fargate offers ${String(least)} to ${String(most)} MiB in steps of ${String(step)}`,
  );
}
