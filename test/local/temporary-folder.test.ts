import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownName } from '../../lib/local/owner';
import { makeTemporaryFolder, removeAbandonedFolders } from '../../lib/local/temporary-folder';

test('removes the folders of dead runs, and none of a living one', () => {
  const own = makeTemporaryFolder();
  const dead = own.replace(ownName(), ownName().replace(/^\d+/, '5000000'));
  mkdirSync(dead);
  writeFileSync(join(dead, 'file'), '');
  removeAbandonedFolders();
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(own)).toBe(true);
  rmSync(own, { recursive: true });
});
