import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIV3 } from 'openapi-types';
import { Failure } from '../../../lib/local/failure';
import type { Credentials } from '../../../lib/local/local-aws';
import { ensurePython } from '../../../lib/local/python';
import { run } from '../../../lib/local/run';
import { commandOptions, type Session } from '../../../lib/local/session';
import { addressOf } from '../../../lib/local/addresses';
import type { Stage } from '../../../lib/local/smoke/request';

/**
 * Makes the Python that has Schemathesis, or uses the one that is there.
 *
 * @returns its path
 */
export function ensureFuzzer(session: Session): Promise<string> {
  return ensurePython(session, { file: join(__dirname, 'requirements.txt'), oldest: 11 });
}

/** What to call, and with how much imagination. */
export interface Fuzzing {
  /** What {@link ensureFuzzer} answered. */
  readonly python: string;

  /** Where the API is. */
  readonly stage: Stage;

  /** The caller; the requests are signed as theirs. */
  readonly credentials: Credentials;

  /** The version, which begins every path. */
  readonly version: string;

  /** What the version promises. */
  readonly document: OpenAPIV3.Document;

  /** The same seed makes the same requests. */
  readonly seed: number;

  /** How many requests to make up for each operation, beside those that its schemas suggest. */
  readonly examples: number;

  /** Further arguments of Schemathesis, such as which operations to leave out. */
  readonly args?: readonly string[];
}

/** How often each status was answered, by operation. */
export type Answers = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Calls a version with requests made up from its document, those that it allows and those that it does
 * not, and holds every answer to it.
 *
 * @throws Error with each answer that the document does not promise, and how to have it again
 * @see https://schemathesis.readthedocs.io/
 */
export async function fuzz(session: Session, fuzzing: Fuzzing): Promise<Answers> {
  const { python, stage, credentials, version, document, seed, examples, args = [] } = fuzzing;
  const { certificateFile, region } = stage.aws;
  const folder = mkdtempSync(join(session.runDirectory, 'fuzz-'));
  const file = (name: string) => join(folder, name);
  writeFileSync(file('document.json'), JSON.stringify(document));
  const env = {
    ...session.env,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_REGION: region,
    FUZZ_ANSWERS: file('answers.json'),
    PYTHONPATH: __dirname,
    PYTHONDONTWRITEBYTECODE: '1',
    SCHEMATHESIS_HOOKS: 'hooks',
  };
  const config = ['--config-file', join(__dirname, 'schemathesis.toml')];
  const target = ['--url', `${addressOf(stage.aws, stage.apiId, stage.name)}/${version}`];
  const trust = ['--tls-verify', certificateFile, '--no-color'];
  const effort = ['--seed', String(seed), '--max-examples', String(examples)];
  const named = commandOptions(session, ['fuzz', version, ...args].join(' '), env);
  // It keeps what it has found in a folder of the working directory.
  const options = { ...named, cwd: folder };
  try {
    await run(
      python,
      ['-m', 'schemathesis.cli', ...config, 'run', file('document.json')].concat(
        target,
        trust,
        effort,
        args,
      ),
      options,
    );
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const [, found = error.message] =
      /=+ (?:FAILURES|ERRORS) =+\n([^]*)/.exec(readFileSync(options.log, 'utf8')) ?? [];
    throw new Error(`${version} with the seed ${String(seed)}:\n${found}`, { cause: error });
  }
  return JSON.parse(readFileSync(file('answers.json'), 'utf8')) as Answers;
}
