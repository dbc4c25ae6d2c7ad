import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from './failure';
import { publishDirectory } from './publish';
import { run } from './run';
import { commandOptions, type Session } from './session';

/** The oldest Python that MiniStack runs on. */
const OLDEST = [3, 10] as const;
const REQUIREMENTS = join(__dirname, 'requirements.txt');
const REMEDY = `install Python ${OLDEST.join('.')} or newer, with its venv module, and put it on the PATH`;

/** What a Python says about itself. */
interface Python {
  readonly command: string;
  readonly version: string;
}

/**
 * Makes a virtual environment with the pinned, hash-checked requirements, or uses the one that
 * an earlier start has made from the same requirements and the same Python.
 *
 * @returns the path of its Python
 * @throws {Failure} when there is no suitable Python, or pip cannot install the requirements
 */
export async function ensurePython(session: Session): Promise<string> {
  const { command, version } = await findPython(session.env);
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(version);
  const path = join(session.stateDirectory, `venv-${hash.digest('hex').slice(0, 12)}`);
  const python = join(path, 'bin/python');
  if (existsSync(python)) return python;
  // Its Python has been removed from the machine.
  rmSync(path, { recursive: true, force: true });
  await publishDirectory(path, async (temporary) => {
    await makeEnvironment(session, command, temporary);
    await install(session, join(temporary, 'bin/python'));
  });
  return python;
}

async function makeEnvironment(session: Session, python: string, path: string): Promise<void> {
  const options = commandOptions(session, 'python venv', session.env);
  try {
    await run(python, ['-m', 'venv', path], options);
  } catch (error) {
    if (!(error instanceof Failure) || !error.details.join().includes('ensurepip')) throw error;
    throw new Failure(`${python} lacks its venv module; on Debian: apt-get install python3-venv`);
  }
}

async function install(session: Session, python: string): Promise<void> {
  const options = commandOptions(session, 'pip install', session.env);
  // Nothing is built from source: a build would fetch tools that no hash covers.
  const flags = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--no-input'];
  try {
    await run(
      python,
      ['-m', 'pip', 'install', '--disable-pip-version-check', ...flags, '-r', REQUIREMENTS],
      options,
    );
  } catch (error) {
    if (!(error instanceof Failure) || !error.message.includes('exited with')) throw error;
    const lines = error.details.filter((line) => !line.startsWith('Ignoring '));
    const remedy = lines.some((line) => line.includes('HASHES'))
      ? 'the index offers other files than the ones that lib/local/requirements.txt has hashes of'
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
export async function findPython(env: NodeJS.ProcessEnv): Promise<Python> {
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
    if (major === OLDEST[0] && minor >= OLDEST[1]) return { command, version };
    found.push(`${command} is ${version}`);
  }
  if (found.length === 0) throw new Failure(`no Python found; ${REMEDY}`);
  throw new Failure(`Python is too old: ${found.join(', ')}; ${REMEDY}`);
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
