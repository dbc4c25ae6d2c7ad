import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '../../lib/local/progress';
import { Resources } from '../../lib/local/resources';
import type { Session } from '../../lib/local/session';

/** A session in a new temporary folder, silent. */
export function testSession(env: NodeJS.ProcessEnv = process.env): Session {
  const directory = mkdtempSync(join(tmpdir(), 'plinth-'));
  const controller = new AbortController();
  return {
    project: directory,
    stateDirectory: directory,
    runDirectory: directory,
    signal: controller.signal,
    abort: controller.abort.bind(controller),
    resources: new Resources(),
    progress: new Progress({ verbose: false, output: { write: () => true } }),
    env,
  };
}
