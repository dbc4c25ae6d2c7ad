import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../failure';
import { clientConfig, type Credentials, type LocalAws } from '../local-aws';
import type { Deployment, SmokeResult } from '../steps';
import type { Callers } from './check';
import { checksOf } from './checks';
import type { Target } from './web-socket';

/** Calls everything that was deployed, as the API client's role or with tokens. */
export async function* smoke(deployment: Deployment): AsyncGenerator<SmokeResult> {
  const stage = stageOf(deployment);
  const callers = await assumeCallers(deployment);
  for (const check of checksOf(deployment.issuer)) {
    const { name } = check;
    if (check.needsContainers && deployment.withoutContainers !== undefined) {
      yield { name, outcome: 'skipped', detail: deployment.withoutContainers };
      continue;
    }
    try {
      const measured = await check.run(stage, callers);
      yield { name, outcome: 'passed', detail: measured ?? undefined };
    } catch (error) {
      yield { name, outcome: 'failed', detail: messageOf(error) };
    }
  }
}

/** The stage of the deployed REST API, and what belongs to that of the WebSocket API. */
export function stageOf({ aws, outputs, issuer }: Deployment): Target {
  return {
    aws,
    apiId: outputOf(outputs, 'ApiId'),
    name: 'live',
    issuer,
    webSocket: { aws, apiId: outputOf(outputs, 'WebSocketApiId'), name: 'v1' },
    tableName: outputOf(outputs, 'ConnectionsTableName'),
  };
}

/** Temporary credentials for each caller of the smoke test. */
export async function assumeCallers(deployment: Deployment): Promise<Callers> {
  const { aws, outputs } = deployment;
  const role = outputOf(outputs, 'ApiClientRoleArn');
  const narrow = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: `arn:aws:execute-api:${aws.region}:${aws.account}:${stageOf(deployment).apiId}/live/GET/v2/objects`,
    },
  };
  const expired = await assume(aws, role, { DurationSeconds: 1 });
  const [client, listOnly] = await Promise.all([
    assume(aws, role),
    assume(aws, role, { Policy: JSON.stringify(narrow) }),
    sleep(2000),
  ]);
  return { client, listOnly, expired };
}

/** Temporary credentials of the API client's role. */
export function assumeClient({ aws, outputs }: Deployment): Promise<Credentials> {
  return assume(aws, outputOf(outputs, 'ApiClientRoleArn'));
}

async function assume(
  aws: LocalAws,
  RoleArn: string,
  narrowed: { readonly Policy?: string; readonly DurationSeconds?: number } = {},
): Promise<Credentials> {
  const sts = new STSClient(clientConfig(aws));
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'smoke-test', ...narrowed });
  const { Credentials: answer } = await sts.send(command);
  sts.destroy();
  return {
    accessKeyId: answer?.AccessKeyId ?? '',
    secretAccessKey: answer?.SecretAccessKey ?? '',
    sessionToken: answer?.SessionToken,
  };
}

function outputOf(outputs: Deployment['outputs'], name: string): string {
  const values = Object.values(outputs).map((stack) => stack[name]);
  const value = values.find((one) => one !== undefined);
  if (value === undefined) throw new Error(`no stack has the output ${name}`);
  return value;
}
