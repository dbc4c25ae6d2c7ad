import { addressOf, webSocketAddressOf } from '../addresses';
import type { Access, Deployment } from '../steps';
import { assumeClient, stageOf } from './smoke';
import { goodToken } from './tokens';

/** As long as the credentials of a role hold that says nothing else. */
const HOUR_MS = 3_600_000;

/** How to call what is deployed: as the API client's role, and with a token where the API takes those. */
export async function accessTo(deployment: Deployment): Promise<Access> {
  const { aws, issuer, apiId, name, webSocket } = stageOf(deployment);
  const expires = new Date(Date.now() + HOUR_MS);
  const exp = Math.floor(expires.getTime() / 1000);
  return {
    apiUrl: addressOf(aws, apiId, name),
    webSocketUrl: webSocketAddressOf(aws, webSocket.apiId, webSocket.name),
    region: aws.region,
    endpoint: aws.endpoint.origin,
    certificateFile: aws.certificateFile,
    credentials: await assumeClient(deployment),
    token: issuer && (await goodToken(issuer, { exp })),
    expires,
  };
}
