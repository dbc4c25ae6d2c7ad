import type { Deployment } from '../steps';
import { hostOf } from './request';
import { assumeClient, stageOf } from './smoke';

/**
 * A signed request to paste into a shell, with credentials of the API client's role that hold for an
 * hour.
 */
export async function exampleRequest(deployment: Deployment): Promise<string> {
  const stage = stageOf(deployment);
  const { accessKeyId, secretAccessKey, sessionToken = '' } = await assumeClient(deployment);
  const { certificateFile, region } = deployment.aws;
  return [
    `curl --cacert '${certificateFile}' --aws-sigv4 'aws:amz:${region}:execute-api'`,
    `--user '${accessKeyId}:${secretAccessKey}' --header 'x-amz-security-token: ${sessionToken}'`,
    `'https://${hostOf(stage)}/${stage.name}/v2/objects'`,
  ].join(' \\\n  ');
}
