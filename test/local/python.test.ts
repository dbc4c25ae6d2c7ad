import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '../../lib/local/python';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'plinth-'));
});
afterEach(() => {
  rmSync(bin, { recursive: true });
});

function pretend(command: string, version: string): void {
  writeFileSync(join(bin, command), `#!/bin/sh\necho '${version}'\n`);
  chmodSync(join(bin, command), 0o755);
}

test('takes the first Python that is new enough', async () => {
  pretend('python3', '3.9.2');
  pretend('python3.12', '3.12.1');
  pretend('python3.11', '3.11.4');
  await expect(findPython({ PATH: bin })).resolves.toEqual({
    command: 'python3.12',
    version: '3.12.1',
  });
});

test('takes a newer Python for what asks for one', async () => {
  pretend('python3', '3.10.2');
  pretend('python3.12', '3.12.1');
  await expect(findPython({ PATH: bin }, 11)).resolves.toMatchObject({ command: 'python3.12' });
});

test('names each Python that is too old, and the remedy', async () => {
  pretend('python3', '3.9.2');
  pretend('python', '2.7.18');
  await expect(findPython({ PATH: bin })).rejects.toThrow(
    'Python is too old: python3 is 3.9.2, python is 2.7.18; install Python 3.10 or newer',
  );
});

test('says that there is no Python', async () => {
  await expect(findPython({ PATH: bin })).rejects.toThrow(
    'no Python found; install Python 3.10 or newer',
  );
});
