import type { AccessFiles } from './access-files';
import { exampleRequest, PROFILE } from './access-files';
import type { Progress } from './progress';
import type { Session } from './session';
import type { Started } from './start';
import type { Access, SmokeResult, Support } from './steps';

/** How to call what was deployed, and the files that say so too. */
export interface Reachable {
  readonly access: Access;
  readonly files: AccessFiles;
}

/** The result for scripts: what `--json` writes. */
export function resultOf(
  session: Session,
  { deployment, support, smoke }: Started,
  { access, files }: Reachable,
) {
  const { aws, outputs, issuer, withoutContainers } = deployment;
  return {
    endpoint: aws.endpoint.origin,
    certificate: aws.certificateFile,
    access: { ...access, files: { ...files, awsProfile: PROFILE } },
    tokenIssuer: issuer?.url,
    logs: session.runDirectory,
    containers: withoutContainers === undefined ? 'running' : `not run: ${withoutContainers}`,
    milliseconds: session.progress.times,
    stacks: outputs,
    support,
    smoke,
  };
}

/** Shows what the local AWS cannot show, how the calls were answered, and how to go on. */
export function report(
  { progress }: Session,
  started: Started,
  { access, files }: Reachable,
): void {
  const { deployment, support, smoke } = started;
  const { aws, outputs, issuer, withoutContainers } = deployment;
  const line = (text = '') => {
    progress.line(text);
  };
  line('\nsupport');
  reportSupport(progress, support);
  line('\ncalls');
  for (const { name, outcome, detail } of smoke) {
    const mark = { passed: progress.green('✓'), failed: progress.red('✗'), skipped: '-' }[outcome];
    line(`  ${mark} ${name}${detail === undefined ? '' : `: ${detail}`}`);
  }
  line('\ndeployed');
  for (const [stack, values] of Object.entries(outputs)) {
    for (const [name, value] of Object.entries(values)) {
      // What one stack exports to another is wiring, not an address.
      if (!name.startsWith('ExportsOutput')) line(`  ${stack}.${name} = ${value}`);
    }
  }
  line();
  line(`local AWS    ${aws.endpoint.origin}`);
  line(`certificate  ${aws.certificateFile}`);
  if (issuer !== undefined) line(`tokens of    ${issuer.url}`);
  line(`environment  ${files.environment}`);
  line(`AWS profile  ${PROFILE}, of the files config and credentials beside it`);
  line(`\ntry it; the credentials hold for an hour\n${exampleRequest(access, files)}\n`);
  if (withoutContainers !== undefined) line(`no containers ran: ${withoutContainers}`);
}

/** What was created, and behaves, needs no line of its own. */
function reportSupport(progress: Progress, support: readonly Support[]): void {
  const silent = support.filter(({ outcome, note }) => outcome === 'created' && !note);
  for (const one of support) {
    if (silent.includes(one)) continue;
    const what = `${String(one.count).padStart(4)} ${one.outcome.padEnd(9)} ${one.type}`;
    progress.line(`  ${what}${one.note === undefined ? '' : progress.dim(`  ${one.note}`)}`);
  }
  progress.line(`  ${String(silent.length)} more types are created, and have no note`);
}

/** How the calls went, in one line. */
export function verdictOf(smoke: readonly SmokeResult[]): string {
  const parts = (['passed', 'failed', 'skipped'] as const).flatMap((outcome) => {
    const count = smoke.filter((one) => one.outcome === outcome).length;
    return count > 0 ? [`${String(count)} ${outcome}`] : [];
  });
  return `${String(smoke.length)} calls: ${parts.join(', ')}`;
}
