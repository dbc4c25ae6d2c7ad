import { type APIGatewayClient, UpdateStageCommand } from '@aws-sdk/client-api-gateway';

/** What stopping is given instead of making it. */
export interface Dependencies {
  /** Through which the stage is changed. */
  readonly gateway: Pick<APIGatewayClient, 'send'>;

  /** The id of the API. */
  readonly restApiId: string;

  /** The name of its stage. */
  readonly stageName: string;

  /** Where the one line about it goes. */
  readonly log: (entry: object) => void;
}

/**
 * Sends every request to the baseline: the canary stays on the stage, at 0 percent, which is what it has in
 * the template when no release is under way. To stop it twice changes nothing.
 *
 * @throws when the stage was not changed, so that Lambda tries again
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/update-canary-deployment.html
 */
export async function stopCanary(dependencies: Dependencies): Promise<void> {
  const { gateway, restApiId, stageName, log } = dependencies;
  const stage = await gateway.send(
    new UpdateStageCommand({
      restApiId,
      stageName,
      patchOperations: [{ op: 'replace', path: '/canarySettings/percentTraffic', value: '0.0' }],
    }),
  );
  log({
    level: 'WARN',
    message: 'canary stopped',
    serving: stage.deploymentId,
    stopped: stage.canarySettings?.deploymentId,
  });
}
