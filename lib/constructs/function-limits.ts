import { existsSync } from 'node:fs';
import { Token } from 'aws-cdk-lib/core';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { NodeFunctionProps } from './node-function';
import { isOneOf, isWhole, Problems } from './problems';

/**
 * Variables that Lambda sets itself and lets nobody set.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const RESERVED =
  /^(AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_(ACCESS|SECRET_ACCESS)_KEY(_ID)?|AWS_SESSION_TOKEN|AWS_LAMBDA_(FUNCTION|LOG|INITIALIZATION|RUNTIME)_\w+|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/**
 * Refuses what Lambda refuses.
 *
 * @throws with every problem
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function requireLimits(props: NodeFunctionProps): void {
  const { timeout } = props;
  const problems = new Problems();
  problems.check(
    'entry',
    props.entry,
    (entry) => existsSync(`${entry}/handler.ts`),
    'name a folder with a handler.ts, seen from where cdk runs',
  );
  problems.check(
    'description',
    props.description,
    (text) => text.length <= 256,
    'Lambda takes at most 256 characters',
  );
  checkVariables(problems, props.environment ?? {});
  problems.check('memorySize', props.memorySize, isWhole(128, 10_240), 'use 128 to 10240 MiB');
  problems.check(
    'timeout in seconds',
    timeout?.isUnresolved() ? undefined : timeout?.toSeconds({ integral: false }),
    isWhole(1, 900),
    'use whole seconds, 1 to 900',
  );
  problems.check(
    'reservedConcurrentExecutions',
    props.reservedConcurrentExecutions,
    isWhole(0),
    'set a whole number of runs aside; 0 lets none start',
  );
  problems.check(
    'logRetention',
    props.logRetention,
    isOneOf(logs.RetentionDays),
    'use a value of logs.RetentionDays',
  );
  problems.throwIfAny();
}

function checkVariables(problems: Problems, variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(variables)) {
    if (!/^[a-zA-Z]\w+$/.test(name)) {
      problems.add('environment', name, 'a name has a letter, then letters, digits, underscores');
    } else if (RESERVED.test(name)) {
      problems.add('environment', name, 'Lambda sets it itself; choose another name');
    }
  }
  const known = Object.entries(variables).filter(([, value]) => !Token.isUnresolved(value));
  problems.check(
    'the bytes of environment',
    Buffer.byteLength(known.flat().join('')),
    isWhole(0, 4096),
    'Lambda takes at most 4096; keep the rest in a parameter or a bucket',
  );
}
