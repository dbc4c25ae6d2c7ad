import { DOCUMENTS, type Version } from '../../../api/documents';
import type { Credentials } from '../../../lib/local/local-aws';
import type { Session } from '../../../lib/local/session';
import { clientOf, type Stage } from '../../../lib/local/smoke/request';
import { type Answers, ensureFuzzer, fuzz, type Fuzzing } from './fuzz';

/** The keys of `schemathesis.toml`. */
const KEYS = ['seed', 'a b/c+d', '100%/é?#'];

/** What was answered, of every version. */
export interface Fuzzed {
  /** How often each status was answered, by version and operation. */
  readonly answers: Answers;

  /** From the first request until the last answer, in milliseconds. */
  readonly tookMs: number;
}

/** How many requests are made up for an export: each may read every object. */
const EXPORTS = 20;

/**
 * Calls every operation of both versions, which are called at once, with requests that are made up.
 *
 * @param client whose requests these are
 * @param withExports whether there are containers
 * @throws Error when a version answers what its document does not promise
 */
export async function fuzzVersions(
  session: Session,
  stage: Stage,
  client: Credentials,
  size: { readonly seed: number; readonly examples: number; readonly withExports: boolean },
): Promise<Fuzzed> {
  for (const key of KEYS) await clientOf(stage, client).put(key, '');
  const fuzzing = { python: await ensureFuzzer(session), stage, credentials: client, ...size };
  const began = performance.now();
  // Before there are hundreds of objects more.
  const exports = size.withExports
    ? await bothOf(session, { ...fuzzing, examples: EXPORTS, args: ['--include-path', '/exports'] })
    : {};
  const others = await bothOf(session, { ...fuzzing, args: ['--exclude-path', '/exports'] });
  const tookMs = Math.round(performance.now() - began);
  return { answers: { ...exports, ...others }, tookMs };
}

async function bothOf(
  session: Session,
  fuzzing: Omit<Fuzzing, 'version' | 'document'>,
): Promise<Answers> {
  const versions = Object.keys(DOCUMENTS) as Version[];
  const runs = versions.map(async (version) => {
    const found = await fuzz(session, { ...fuzzing, version, document: DOCUMENTS[version] });
    return Object.entries(found).map(([name, counts]) => [`${version} ${name}`, counts] as const);
  });
  // One that fails must not leave the other running.
  await Promise.allSettled(runs);
  return Object.fromEntries((await Promise.all(runs)).flat());
}

/** How many answers had a status that a pattern matches. */
export function countOf(counts: Answers[string] = {}, status: RegExp): number {
  return Object.entries(counts)
    .filter(([one]) => status.test(one))
    .reduce((sum, [, count]) => sum + count, 0);
}
