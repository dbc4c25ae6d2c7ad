import type { Deployment } from '../steps';
import { hostOf } from './request';
import { assumeClient, stageOf } from './smoke';
import { goodToken } from './tokens';

/**
 * A request to paste into a shell, with credentials of the API client's role that hold for an hour, or a
 * token that does.
 */
export async function exampleRequest(deployment: Deployment): Promise<string> {
  const stage = stageOf(deployment);
  const { certificateFile, region } = deployment.aws;
  const url = `'https://${hostOf(stage)}/${stage.name}/v2/objects'`;
  if (stage.issuer) {
    const token = await goodToken(stage.issuer, { exp: Math.floor(Date.now() / 1000) + 3600 });
    return [
      `curl --cacert '${certificateFile}' --header 'authorization: Bearer ${token}'`,
      url,
    ].join(' \\\n  ');
  }
  const { accessKeyId, secretAccessKey, sessionToken = '' } = await assumeClient(deployment);
  return [
    `curl --cacert '${certificateFile}' --aws-sigv4 'aws:amz:${region}:execute-api'`,
    `--user '${accessKeyId}:${secretAccessKey}' --header 'x-amz-security-token: ${sessionToken}'`,
    url,
  ].join(' \\\n  ');
}
