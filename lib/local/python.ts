import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from './failure';
import { publishDirectory } from './publish';
import { run } from './run';
import { commandOptions, type Session } from './session';

/** What a virtual environment is made for. */
export interface Requirements {
  /** Path of a pip requirements file with hashes. */
  readonly file: string;

  /** The oldest Python that they run on: the minor version after 3. */
  readonly oldest: number;
}

/** MiniStack's. */
const EMULATOR: Requirements = { file: join(__dirname, 'requirements.txt'), oldest: 10 };

/** What a Python says about itself. */
interface Python {
  readonly command: string;
  readonly version: string;
}

/**
 * Makes a virtual environment with the pinned, hash-checked requirements, or uses the one that
 * an earlier start has made from the same requirements and the same Python, if that is whole: disks
 * run full, and cleaners remove what has not been used for long.
 *
 * @param requirements those of the emulator unless told otherwise
 * @returns the path of its Python
 * @throws {Failure} when there is no suitable Python, or pip cannot install the requirements
 */
export async function ensurePython(session: Session, requirements = EMULATOR): Promise<string> {
  const { command, version } = await findPython(session.env, requirements.oldest);
  const hash = createHash('sha256').update(readFileSync(requirements.file)).update(version);
  const path = join(session.stateDirectory, `venv-${hash.digest('hex').slice(0, 12)}`);
  const python = join(path, 'bin/python');
  if (await isWhole(python, requirements.file)) return python;
  await publishDirectory(path, session.runDirectory, async (temporary) => {
    await makeEnvironment(session, command, temporary);
    await install(session, join(temporary, 'bin/python'), requirements.file);
  });
  return python;
}

/** Whether a virtual environment runs and has every file of its packages. */
export async function isWhole(python: string, requirementsFile: string): Promise<boolean> {
  const script = join(__dirname, 'installed.py');
  try {
    const { stdout } = await promisify(execFile)(python, ['-I', script, requirementsFile]);
    return stdout.trim() === 'whole';
  } catch {
    return false;
  }
}

/** What Debian's Python says without `python3-venv`, and any Python that was built without either. */
const NO_VENV = /ensurepip is not available|No module named '?(venv|ensurepip)/;

async function makeEnvironment(session: Session, python: string, path: string): Promise<void> {
  const options = commandOptions(session, 'python venv', session.env);
  try {
    await run(python, ['-m', 'venv', path], options);
  } catch (error) {
    if (!(error instanceof Failure) || !NO_VENV.test(error.details.join('\n'))) throw error;
    throw new Failure(`${python} lacks its venv module; on Debian: apt-get install python3-venv`);
  }
}

async function install(session: Session, python: string, file: string): Promise<void> {
  const options = commandOptions(session, 'pip install', session.env);
  // Nothing is built from source: a build would fetch tools that no hash covers.
  const flags = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--no-input'];
  try {
    await run(
      python,
      ['-m', 'pip', 'install', '--disable-pip-version-check', ...flags, '-r', file],
      options,
    );
  } catch (error) {
    if (!(error instanceof Failure) || !error.message.includes('exited with')) throw error;
    const lines = error.details.filter((line) => !line.startsWith('Ignoring '));
    const remedy = lines.some((line) => line.includes('HASHES'))
      ? `the index offers other files than the ones that ${file} has hashes of`
      : 'pip must reach a package index: check the network, or set PIP_INDEX_URL, PIP_CERT and ' +
        'HTTPS_PROXY as for any pip install';
    throw new Failure(`${error.message}\n${remedy}`, lines.slice(-8));
  }
}

/**
 * The first Python on the PATH that is new enough.
 *
 * @throws {Failure} naming each one that is too old
 */
export async function findPython(
  env: NodeJS.ProcessEnv,
  oldest = EMULATOR.oldest,
): Promise<Python> {
  const remedy = `install Python 3.${String(oldest)} or newer, with its venv module, and put it on the PATH`;
  const found: string[] = [];
  for (const command of [
    'python3',
    'python3.13',
    'python3.12',
    'python3.11',
    'python3.10',
    'python',
  ]) {
    const version = await versionOf(command, env);
    if (version === undefined) continue;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === 3 && minor >= oldest) return { command, version };
    found.push(`${command} is ${version}`);
  }
  if (found.length === 0) throw new Failure(`no Python found; ${remedy}`);
  throw new Failure(`Python is too old: ${found.join(', ')}; ${remedy}`);
}

const SHOW = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';

async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ['-c', SHOW], { env, timeout: 10_000 });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
