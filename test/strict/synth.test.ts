import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ENVIRONMENTS } from '../../lib/config/environments';
import type { ValidationReport } from '../../lib/policy/exceptions';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'strict-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The real CLI as a reviewer runs it: no credentials, no network, every warning an error. */
async function synth(environment: string): Promise<{ output: string; assembly: string }> {
  const assembly = join(folder, environment);
  const nowhere = 'http://127.0.0.1:9';
  const { stdout, stderr } = await run(
    'node_modules/.bin/cdk',
    [
      ...['synth', '--quiet', '--strict', '--no-lookups', '--output', assembly],
      ...['--context', `environment=${environment}`],
      ...['--context', '@aws-cdk/core:strictCfnValidateErrors=true'],
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        HTTPS_PROXY: nowhere,
        HTTP_PROXY: nowhere,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    },
  );
  return { output: stdout + stderr, assembly };
}

const environments = ENVIRONMENTS.map(({ name }) => name);

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

test.each(environments)(
  'synthesizes %s offline, without credentials, without a finding and without noise',
  async (environment) => {
    const { output, assembly } = await synth(environment);
    expect(output).not.toMatch(/warn|deprecat|flag|error|credential/i);
    const manifest = read(join(assembly, 'manifest.json')) as { missing?: unknown };
    expect(manifest.missing).toBeUndefined();
    expect(existsSync('cdk.context.json')).toBe(false);

    const report = read(join(assembly, 'validation-report.json')) as ValidationReport;
    expect(report.pluginReports.map(({ pluginName }) => pluginName)).toContain('AwsSolutions');
    expect(report.pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
  },
  120_000,
);

test('answers an unknown environment with the known ones, and exits 1', async () => {
  await expect(synth('prod')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'unknown environment "prod"; known: sandbox, production',
    ) as unknown,
  });
});
