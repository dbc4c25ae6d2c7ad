import { App } from 'aws-cdk-lib/core';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { context } from '../../cdk.json';
import { adapt } from '../../lib/local/adapt';
import { parseOptions } from '../../lib/local/options';
import type { Session } from '../../lib/local/session';
import { start, type Started } from '../../lib/local/start';

/**
 * Deploys an app of a test to a local AWS, by the steps of `npm start` and without containers.
 *
 * @param define adds the stacks to the app
 */
export async function deployApp(session: Session, define: (app: App) => void): Promise<Started> {
  const assembly = join(session.runDirectory, 'app');
  const app = new App({ outdir: assembly, context, builtinCloudFormationValidation: false });
  define(app);
  app.synth();
  const project = join(session.runDirectory, 'project');
  mkdirSync(project);
  const copy = `cp -r '${assembly}' "$CDK_OUTDIR"`;
  writeFileSync(join(project, 'cdk.json'), JSON.stringify({ app: copy }));
  return start({ ...session, project }, await parseOptions(['--once', '--no-docker']), {
    findContainerHost: () => Promise.resolve('not needed'),
    adapt,
    smoke: () => Readable.from([]),
    access: () => Promise.reject(new Error('has no API client')),
  });
}
