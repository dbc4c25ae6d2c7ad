import { basename } from 'node:path';
import type { Session } from './session';
import type { Started } from './start';

/** The result for scripts: what `--json` writes. */
export function resultOf(session: Session, { deployment, support, smoke }: Started) {
  const { aws, outputs, issuer, withoutContainers } = deployment;
  return {
    endpoint: aws.endpoint.origin,
    certificate: aws.certificateFile,
    tokenIssuer: issuer?.url,
    logs: session.runDirectory,
    containers: withoutContainers === undefined ? 'running' : `not run: ${withoutContainers}`,
    milliseconds: session.progress.times,
    stacks: outputs,
    support,
    smoke,
  };
}

/** Shows what is deployed, what the local AWS cannot show, and how the calls were answered. */
export function report(session: Session, started: Started): void {
  const { progress } = session;
  const { deployment, support, smoke, example } = started;
  const { aws, outputs, issuer, withoutContainers } = deployment;
  const line = (text = '') => {
    progress.line(text);
  };
  line('\ndeployed');
  for (const [stack, values] of Object.entries(outputs)) {
    for (const [name, value] of Object.entries(values)) {
      // What one stack exports to another is wiring, not an address.
      if (!name.startsWith('ExportsOutput')) line(`  ${stack}.${name} = ${value}`);
    }
  }
  line(`\nlocal AWS    ${aws.endpoint.origin}   certificate ${basename(aws.certificateFile)}`);
  if (issuer !== undefined) line(`tokens of    ${issuer.url}`);
  line('\nsupport');
  for (const { type, outcome, count, note } of support) {
    const what = `${String(count).padStart(4)} ${outcome.padEnd(9)} ${type}`;
    line(`  ${what}${note === undefined ? '' : progress.dim(`  ${note}`)}`);
  }
  line('\ncalls');
  for (const { name, outcome, detail } of smoke) {
    const mark = { passed: progress.green('✓'), failed: progress.red('✗'), skipped: '-' }[outcome];
    line(`  ${mark} ${name}${detail === undefined ? '' : `: ${detail}`}`);
  }
  line(`\ntry it; the credentials hold for an hour\n${example}`);
  if (withoutContainers !== undefined) line(`\nno containers ran: ${withoutContainers}`);
}
