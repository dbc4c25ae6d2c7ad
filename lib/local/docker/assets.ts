import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Takes the images out of a copy of a cloud assembly: where no Docker engine answers, the CDK CLI cannot
 * build them, and would fail before it deploys anything.
 */
export async function withoutImages(assembly: string): Promise<void> {
  for (const file of await readdir(assembly)) {
    if (!file.endsWith('.assets.json')) continue;
    const path = join(assembly, file);
    const manifest = JSON.parse(await readFile(path, 'utf8')) as { dockerImages?: object };
    await writeFile(path, JSON.stringify({ ...manifest, dockerImages: {} }));
  }
}
