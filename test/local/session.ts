import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '../../lib/local/progress';
import { Resources } from '../../lib/local/resources';
import type { Session } from '../../lib/local/session';

/** The folders of a session. */
type Folders = Pick<Session, 'project' | 'stateDirectory' | 'runDirectory'>;

/** A silent session in a new temporary folder. */
export function testSession(env: NodeJS.ProcessEnv = process.env): Session {
  const directory = mkdtempSync(join(tmpdir(), 'plinth-'));
  return sessionIn({ project: directory, stateDirectory: directory, runDirectory: directory }, env);
}

/** A silent session in some folders, that a test ends with `resources.disposeAll()`. */
export function sessionIn(folders: Folders, env: NodeJS.ProcessEnv = process.env): Session {
  const controller = new AbortController();
  return {
    ...folders,
    signal: controller.signal,
    abort: controller.abort.bind(controller),
    resources: new Resources(),
    progress: new Progress({ verbose: false, output: { write: () => true } }),
    env,
  };
}
