import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from './failure';
import type { Options } from './options';
import { freePort } from './ports';

/** What this machine has against options that are well written, one line per problem. */
export async function problemsOf({ json, port }: Options): Promise<string[]> {
  const problems: string[] = [];
  if (json !== undefined) {
    const why = whyNotWritable(json);
    if (why !== undefined) problems.push(`--json is "${json}"; ${why}`);
  }
  if (port !== undefined)
    await freePort(port).catch((error: unknown) => problems.push(messageOf(error)));
  return problems;
}

function whyNotWritable(file: string): string | undefined {
  const folder = dirname(file);
  if (!existsSync(folder)) return `there is no folder ${folder}; make it first`;
  if (!statSync(folder).isDirectory()) return `${folder} is no folder; name a file in one`;
  if (existsSync(file) && statSync(file).isDirectory()) return 'that is a folder; name a file';
  try {
    accessSync(existsSync(file) ? file : folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return `it cannot be written (${messageOf(error)}); name another`;
  }
}
