import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { clientConfig, type Credentials, type LocalAws } from '../../lib/local/local-aws';
import { callSigned, clientOf, sign, type Stage } from '../../lib/local/smoke/request';
import { addressOf } from '../../lib/local/addresses';
import type { Deployment } from '../../lib/local/steps';
import { familyOf } from './listeners';

/** Puts objects as root and tells nobody: a function would run for each. */
export async function putAll(
  aws: LocalAws,
  Bucket: string,
  objects: readonly { readonly key: string; readonly body: string | Buffer }[],
): Promise<void> {
  const s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
  const { EventBridgeConfiguration } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  const tell = (NotificationConfiguration: { EventBridgeConfiguration?: object }) =>
    s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  await tell({});
  const left = [...objects];
  const work = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      await s3.send(new PutObjectCommand({ Bucket, Key: next.key, Body: next.body }));
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  await tell({ EventBridgeConfiguration });
  s3.destroy();
}

/** Begins exports of a prefix all at once, reads none of them, and answers their statuses. */
export async function beginExports(
  stage: Stage,
  client: Credentials,
  prefix: string,
  count: number,
): Promise<number[]> {
  const call = { method: 'GET', path: '/v2/exports', query: { prefix } };
  const headers = await sign(stage, call, client);
  const url = `${addressOf(stage.aws, stage.apiId, stage.name)}${call.path}?${new URLSearchParams(call.query).toString()}`;
  const ca = readFileSync(stage.aws.certificateFile);
  const begun = Array.from({ length: count }, () => {
    const outgoing = request(url, { headers, ca, agent: false }).end();
    return { outgoing, answer: once(outgoing, 'response') as Promise<[IncomingMessage]> };
  });
  const answers = await Promise.all(begun.map(({ answer }) => answer));
  for (const { outgoing } of begun) outgoing.on('error', () => undefined).destroy();
  return answers.map(([{ statusCode = 0 }]) => statusCode).sort();
}

/** Puts and reads an object for each key, and answers the keys of those that are not what was put. */
export async function confused(stage: Stage, client: Credentials, keys: readonly string[]) {
  const api = clientOf(stage, client);
  for (const key of keys) await api.put(key, key);
  const found = await Promise.all(keys.map(async (key) => (await api.get(key)).body.toString()));
  return keys.filter((key, at) => found[at] !== key);
}

/** The statuses of as many puts at once. */
export async function putAtOnce(stage: Stage, client: Credentials, count: number) {
  const put = async (path: string) =>
    (await callSigned(stage, { method: 'PUT', path, body: Buffer.from(path) }, client)).status;
  return Promise.all(
    Array.from({ length: count }, (_, index) => put(`/v2/objects/burst/${String(index)}`)),
  );
}

/** How many processes each function of this run has. */
export function processesOfFunctions(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const pid of familyOf(process.pid)) {
    const name = functionOf(pid);
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function functionOf(pid: number): string | undefined {
  try {
    const environment = readFileSync(`/proc/${String(pid)}/environ`, 'utf8').split('\0');
    const name = environment.find((variable) => variable.startsWith('AWS_LAMBDA_FUNCTION_NAME='));
    return name?.split('=')[1];
  } catch {
    return undefined;
  }
}

/** The bucket of objects, by what its stack exports. */
export function bucketOf({ outputs }: Deployment): string {
  const exported = Object.entries(outputs['Sandbox-Storage'] ?? {});
  return exported.find(([name]) => name.startsWith('ExportsOutputRefObjects'))?.[1] ?? '';
}
