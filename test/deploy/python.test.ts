import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ensurePython, isWhole } from '../../lib/local/python';
import { testSession } from '../local/session';

jest.setTimeout(180_000);

const EMULATORS = resolve(__dirname, '../../lib/local/requirements.txt');

test('says that pip cannot reach an index, and how to name another', async () => {
  const unreachable = { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_FIND_LINKS: '' };
  const quick = { PIP_RETRIES: '0', PIP_NO_CACHE_DIR: '1' };
  const session = testSession({ ...process.env, ...unreachable, ...quick });
  await expect(ensurePython(session)).rejects.toThrow(
    /pip must reach a package index: check the network, or set PIP_INDEX_URL/,
  );
  expect(readdirSync(session.stateDirectory).filter((name) => name.startsWith('venv-'))).toEqual(
    [],
  );
});

test('makes the environment anew when it is broken, and only then', async () => {
  const session = testSession();
  const file = join(session.stateDirectory, 'requirements.txt');
  const [six = ''] = /^six==[^]*?\n(?=\S)/m.exec(readFileSync(EMULATORS, 'utf8')) ?? [];
  // A condition that holds nowhere asks for nothing.
  writeFileSync(
    file,
    `${six}no-such-package==1.0 ; python_version < '3' \\\n    --hash=sha256:00\n`,
  );
  const requirements = { file, oldest: 10 };
  const python = await ensurePython(session, requirements);
  const module = join(dirname(python), execFileSync(python, ['-c', SIX]).toString().trim());
  expect(await isWhole(python, file)).toBe(true);

  renameSync(module, `${module}.away`);
  expect(await isWhole(python, file)).toBe(false);
  renameSync(`${module}.away`, module);
  truncateSync(module, 10);
  expect(await isWhole(python, file)).toBe(false);
  expect(await ensurePython(session, requirements)).toBe(python);
  expect(await isWhole(python, file)).toBe(true);

  // It is a link to the Python of the machine, which must stay as it is.
  renameSync(python, `${python}.away`);
  writeFileSync(python, '', { mode: 0o755 });
  expect(await isWhole(python, file)).toBe(false);
  expect(readdirSync(session.stateDirectory).filter((name) => name.startsWith('unf'))).toEqual([]);
});

const SIX =
  'import os, six, sys; print(os.path.relpath(six.__file__, os.path.dirname(sys.executable)))';
