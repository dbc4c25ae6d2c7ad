import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { loopbackEnvironment } from './environment-variables';
import { Failure } from './failure';
import type { LocalAws } from './local-aws';
import { run } from './run';
import { commandOptions, type Session } from './session';
import { describeFailedStacks } from './stack-failure';

/** The stacks' outputs by stack and name, as `cdk deploy --outputs-file` writes them. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The CDK CLI of this project, pointed at the local AWS and cut off from the caller's AWS
 * settings, credentials, plugins and caches.
 */
export class Cdk {
  private readonly session: Session;
  private readonly aws: LocalAws;
  private readonly env: NodeJS.ProcessEnv;

  /** @param extraEnv variables that the CLI gets besides, such as `CDK_DOCKER` */
  constructor(session: Session, aws: LocalAws, extraEnv: NodeJS.ProcessEnv = {}) {
    this.session = session;
    this.aws = aws;
    const home = join(session.runDirectory, 'home');
    mkdirSync(home, { recursive: true });
    this.env = {
      ...loopbackEnvironment(session.env),
      // The CLI remembers the account of each access key id in the home folder.
      HOME: home,
      DOCKER_CONFIG: session.env.DOCKER_CONFIG ?? join(session.env.HOME ?? home, '.docker'),
      AWS_ENDPOINT_URL: aws.endpoint.origin,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: aws.root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.root.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CA_BUNDLE: aws.certificateFile,
      NODE_EXTRA_CA_CERTS: aws.certificateFile,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      ...extraEnv,
    };
  }

  /** Runs `cdk bootstrap`, without the app. */
  async bootstrap(): Promise<void> {
    await this.cdk('cdk bootstrap', ['bootstrap', `aws://${this.aws.account}/${this.aws.region}`]);
  }

  /**
   * Runs `cdk deploy --all` on an assembly.
   *
   * @throws {Failure} that names the failed resource of each failed stack, and the reason
   */
  async deploy(assembly: string): Promise<StackOutputs> {
    const file = join(this.session.runDirectory, 'outputs.json');
    const unattended = [
      '--require-approval',
      'never',
      '--progress',
      'events',
      '--concurrency',
      '4',
    ];
    await this.cdk('cdk deploy', [
      ...['deploy', '--all', '--app', assembly, '--outputs-file', file],
      ...unattended,
    ]);
    return JSON.parse(readFileSync(file, 'utf8')) as StackOutputs;
  }

  /**
   * Runs `cdk destroy --all` on an assembly.
   *
   * @throws {Failure} that names the resource which could not be deleted, and the reason
   */
  async destroy(assembly: string): Promise<void> {
    await this.cdk('cdk destroy', ['destroy', '--all', '--force', '--app', assembly]);
  }

  private async cdk(name: string, args: readonly string[]): Promise<void> {
    const cli = createRequire(__filename).resolve('aws-cdk/bin/cdk');
    const options = commandOptions(this.session, name, this.env);
    // The folder of the run holds no cdk.json, so the CLI cannot run the app by itself.
    const cwd = this.session.runDirectory;
    try {
      await run(process.execPath, [cli, ...args, '--no-notices'], { ...options, cwd });
    } catch (error) {
      if (!(error instanceof Failure) || this.session.signal.aborted) throw error;
      const reasons = await describeFailedStacks(this.aws).catch(() => []);
      const details = reasons.length > 0 ? reasons : error.details.slice(-6);
      throw new Failure(error.message, details);
    }
  }
}

/**
 * Runs the app without the CLI, as the CLI would, in about half the time.
 *
 * @param assembly folder that the cloud assembly is written to
 * @param given context besides that of `cdk.json`, as `-c name=value` gives it
 */
export async function synth(
  session: Session,
  assembly: string,
  given: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { project } = session;
  const { app, context } = JSON.parse(readFileSync(join(project, 'cdk.json'), 'utf8')) as {
    app: string;
    context?: Record<string, unknown>;
  };
  const env = {
    ...loopbackEnvironment(session.env),
    CDK_OUTDIR: assembly,
    // As cdk synth --no-validation: npm test has that verdict, which takes longer than all else here.
    CDK_VALIDATION: 'false',
    CDK_CONTEXT_JSON: JSON.stringify({
      ...context,
      ...given,
      // What the CLI adds; without these the templates lose their metadata.
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
      'aws:cdk:version-reporting': true,
    }),
  };
  await run('/bin/sh', ['-c', app], { ...commandOptions(session, 'synth', env), cwd: project });
}
