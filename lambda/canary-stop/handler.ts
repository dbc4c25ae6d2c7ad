import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { stopCanary } from './stop';

const { REST_API_ID: restApiId = '', STAGE_NAME: stageName = '' } = process.env;
const unset = Object.entries({ REST_API_ID: restApiId, STAGE_NAME: stageName }).flatMap(
  ([name, value]) => (value === '' ? [name] : []),
);
if (unset.length > 0) {
  throw new Error(
    `${unset.join(' and ')} not set; set REST_API_ID and STAGE_NAME to the stage of the canary`,
  );
}

const gateway = new APIGatewayClient({
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

/** What Lambda calls, once for each alarm, and again when it was thrown at. */
export const handler = (): Promise<void> =>
  stopCanary({
    gateway,
    restApiId,
    stageName,
    log: (entry) =>
      process.stdout.write(
        `${JSON.stringify({ timestamp: new Date().toISOString(), ...entry })}\n`,
      ),
  });
