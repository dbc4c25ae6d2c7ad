import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAccess } from '../../lib/local/access-files';
import { run } from '../../lib/local/run';
import { commandOptions, type Session } from '../../lib/local/session';
import type { Access } from '../../lib/local/steps';
import { read } from '../support/guides';

/** What the programs of the guide printed, by language. */
export type Said = Readonly<Record<'sh' | 'python' | 'ts', string>>;

/**
 * Runs the first program of each language in the guide to the local run, as its reader would.
 *
 * @param python a Python that has Boto3 and Requests
 * @throws {Failure} when one of them fails
 */
export async function tryGuide(session: Session, access: Access, python: string): Promise<Said> {
  writeAccess(session, access);
  const { project, runDirectory } = session;
  const save = (name: string, code: string) => {
    const file = join(runDirectory, name);
    writeFileSync(file, code);
    return file;
  };
  const programs = {
    sh: ['sh', '-e', save('try.sh', firstOf('sh'))],
    python: [python, save('try.py', firstOf('python'))],
    // Here it is not where its reader saves it.
    ts: [
      ...[process.execPath, '--import', 'tsx'],
      save('try.ts', firstOf('ts').replaceAll("'./client/", `'${project}/client/`)),
    ],
  };
  const said: Record<string, string> = {};
  for (const [language, program] of Object.entries(programs)) {
    const options = { ...commandOptions(session, `try ${language}`, process.env), cwd: project };
    const script = '. .local/env && exec "$0" "$@"';
    said[language] = (await run('sh', ['-c', script, ...program], options)).join('\n');
  }
  return said as Said;
}

function firstOf(language: string): string {
  const guide = read('docs/local-run.md');
  const [, code] = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(guide) ?? [];
  if (code === undefined) throw new Error(`the guide has no program in ${language}`);
  return code;
}
