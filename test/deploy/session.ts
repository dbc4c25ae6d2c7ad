import { resolve } from 'node:path';
import type { Session } from '../../lib/local/session';
import { createRunDirectory } from '../../lib/local/state';
import { sessionIn } from '../local/session';

/** A session in this project, as `npm start` has it. */
export function deploySession(): Session {
  const project = resolve(__dirname, '../..');
  const stateDirectory = resolve(project, '.local');
  return sessionIn({ project, stateDirectory, runDirectory: createRunDirectory(stateDirectory) });
}
