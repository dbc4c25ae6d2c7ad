import type { APIGatewayClient, Stage, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { stopCanary } from '../../../lambda/canary-stop/stop';

interface Call {
  readonly input: UpdateStageCommand['input'];
}

/** Stops the canary of a stage that API Gateway says is so, and tells what was asked and logged. */
async function stopped(answer: Promise<Stage>): Promise<{ inputs: object[]; lines: object[] }> {
  const inputs: object[] = [];
  const lines: object[] = [];
  const send = ({ input }: Call) => {
    inputs.push(input);
    return answer;
  };
  await stopCanary({
    gateway: { send: send as APIGatewayClient['send'] },
    restApiId: 'api',
    stageName: 'live',
    log: (line) => lines.push(line),
  });
  return { inputs, lines };
}

test('sends every request to the baseline, by one change of the one stage', async () => {
  const { inputs } = await stopped(Promise.resolve({}));
  expect(inputs).toEqual([
    {
      restApiId: 'api',
      stageName: 'live',
      patchOperations: [{ op: 'replace', path: '/canarySettings/percentTraffic', value: '0.0' }],
    },
  ]);
});

test('logs which deployment it stopped, and which one serves', async () => {
  const stage = { deploymentId: 'old', canarySettings: { deploymentId: 'new' } };
  const { lines } = await stopped(Promise.resolve(stage));
  expect(lines).toEqual([
    { level: 'WARN', message: 'canary stopped', serving: 'old', stopped: 'new' },
  ]);
});

test('fails when the stage was not changed, so that Lambda tries again', async () => {
  await expect(stopped(Promise.reject(new Error('no such stage')))).rejects.toThrow(
    'no such stage',
  );
});

test.each([
  [{}, 'REST_API_ID and STAGE_NAME not set'],
  [{ REST_API_ID: 'api' }, 'STAGE_NAME not set'],
])('fails at load when it has %j of its environment', (environment, why) => {
  jest.resetModules();
  const unset = { REST_API_ID: undefined, STAGE_NAME: undefined };
  jest.replaceProperty(process, 'env', { ...process.env, ...unset, ...environment });
  expect(() => {
    jest.requireActual('../../../lambda/canary-stop/handler');
  }).toThrow(why);
  jest.restoreAllMocks();
});
