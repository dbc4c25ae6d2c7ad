import { resolve } from 'node:path';
import { Progress } from '../../lib/local/progress';
import { Resources } from '../../lib/local/resources';
import type { Session } from '../../lib/local/session';
import { createRunDirectory } from '../../lib/local/state';

/** A session as `npm start` has it, that a test ends with `resources.disposeAll()`. */
export function deploySession(): Session {
  const project = resolve(__dirname, '../..');
  const stateDirectory = resolve(project, '.local');
  const controller = new AbortController();
  return {
    project,
    stateDirectory,
    runDirectory: createRunDirectory(stateDirectory),
    signal: controller.signal,
    abort: (reason) => {
      controller.abort(reason);
    },
    resources: new Resources(),
    progress: new Progress({ verbose: false, output: { write: () => true } }),
    env: process.env,
  };
}
