import {
  APIGatewayClient,
  CreateDeploymentCommand,
  GetStageCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { IAMClient } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientConfig } from '../../lib/local/local-aws';
import type { Started } from '../../lib/local/start';
import { CanaryStack } from './canary-stack';
import { permissionsOf } from './permissions';
import { deploySession } from './session';
import { deployApp } from './small-app';

const session = deploySession();
let started: Started;
let gateway: APIGatewayClient;
let lambda: LambdaClient;
let iam: IAMClient;

beforeAll(async () => {
  started = await deployApp(session, (app) => {
    new CanaryStack(app, 'Canary');
  });
  const config = clientConfig(started.deployment.aws);
  gateway = new APIGatewayClient(config);
  lambda = new LambdaClient(config);
  iam = new IAMClient(config);
  for (const client of [gateway, lambda, iam]) {
    session.resources.add({
      name: 'client',
      dispose: () => {
        client.destroy();
      },
    });
  }
}, 300_000);

afterAll(async () => {
  expect(await session.resources.disposeAll()).toEqual([]);
}, 60_000);

const output = (name: string) => started.deployment.outputs.Canary?.[name] ?? '';
const stage = () => ({ restApiId: output('ApiId'), stageName: output('StageName') });

/** Sends a tenth of the requests to a new deployment, as CloudFormation does of which the emulator has none. */
async function beginRelease(): Promise<{ baseline?: string; newest?: string }> {
  const { id: newest = '' } = await gateway.send(
    new CreateDeploymentCommand({ restApiId: output('ApiId') }),
  );
  const { deploymentId: baseline } = await gateway.send(
    new UpdateStageCommand({
      ...stage(),
      patchOperations: [
        { op: 'replace', path: '/canarySettings/deploymentId', value: newest },
        { op: 'replace', path: '/canarySettings/percentTraffic', value: '10.0' },
      ],
    }),
  );
  expect(newest).not.toBe(baseline);
  return { baseline, newest };
}

/** Calls the function as an alarm does, and tells whether it failed. */
async function stop(): Promise<boolean> {
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: output('StopName'), Payload: '{"source":"aws.cloudwatch"}' }),
  );
  return FunctionError !== undefined;
}

/** What the stage serves, and to how many the canary. */
async function served() {
  const { deploymentId, canarySettings } = await gateway.send(new GetStageCommand(stage()));
  return {
    baseline: deploymentId,
    newest: canarySettings?.deploymentId,
    percent: Number(canarySettings?.percentTraffic),
  };
}

test('sends every request to the baseline again, however often it is called', async () => {
  const release = await beginRelease();
  expect(await served()).toEqual({ ...release, percent: 10 });
  expect(await stop()).toBe(false);
  expect(await served()).toEqual({ ...release, percent: 0 });
  expect(await stop()).toBe(false);
  expect(await served()).toEqual({ ...release, percent: 0 });
}, 60_000);

test('fails without its permission, so that somebody is told that the canary goes on', async () => {
  const release = await beginRelease();
  const [mayChangeStage] = (await permissionsOf(iam, 'GuardStop')).filter(({ name }) =>
    name.includes('apigateway:PATCH'),
  );
  expect(await mayChangeStage?.without(stop)).toBe(true);
  expect(await served()).toEqual({ ...release, percent: 10 });
}, 60_000);
