import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOCUMENTS, type Version } from '../../api/documents';
import { assertKept, release } from '../../api/released/release';
import v1 from '../../api/released/v1.json';
import v2 from '../../api/released/v2.json';

const RELEASED: Readonly<Record<Version, unknown>> = { v1, v2 };

test.each(Object.keys(DOCUMENTS) as Version[])('keeps what %s was released with', (version) => {
  assertKept(version, RELEASED[version] as (typeof DOCUMENTS)[Version], DOCUMENTS[version]);
});

describe('a release', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plinth-'));
    mkdirSync(join(folder, 'released'));
    write(DOCUMENTS.v1);
    release(folder, ['v1']);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (document: unknown) => {
    writeFileSync(join(folder, 'v1.json'), JSON.stringify(document));
  };
  const recorded = () =>
    JSON.parse(readFileSync(join(folder, 'released/v1.json'), 'utf8')) as unknown;

  test('records a version that is added to', () => {
    const next = { ...DOCUMENTS.v1, tags: [] };
    write(next);
    release(folder, ['v1']);
    expect(recorded()).toEqual(next);
  });

  test('refuses a version that is more than added to, names every change and records nothing', () => {
    const { '/exports': exports, '/deletions': deletions, ...paths } = DOCUMENTS.v1.paths;
    expect([exports, deletions]).not.toContain(undefined);
    write({ ...DOCUMENTS.v1, paths });
    expect(() => {
      release(folder, ['v1']);
    }).toThrow('-- --accept "reason":\n  paths /deletions is gone\n  paths /exports is gone');
    expect(recorded()).toEqual(DOCUMENTS.v1);
  });

  test('records what is accepted beside the release, with the reason', () => {
    write({ ...DOCUMENTS.v1, servers: [] });
    release(folder, ['v1'], 'nobody calls it');
    expect(recorded()).toEqual({ ...DOCUMENTS.v1, servers: [] });
    const accepted = JSON.parse(
      readFileSync(join(folder, 'released/accepted.json'), 'utf8'),
    ) as unknown;
    expect(accepted).toEqual([
      {
        version: 'v1',
        reason: 'nobody calls it',
        changes: [expect.stringMatching(/^servers was /)],
      },
    ]);
  });
});
