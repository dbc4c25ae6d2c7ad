import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from './private-file';
import type { Session } from './session';
import type { Access } from './steps';

/** Files from which clients learn how to call a run; its owner alone may read them. */
export interface AccessFiles {
  /** For a shell: `. FILE`, and for `node --env-file FILE`. */
  readonly environment: string;

  /** What `AWS_CONFIG_FILE` must name so that {@link PROFILE} is known. */
  readonly awsConfig: string;

  /** What `AWS_SHARED_CREDENTIALS_FILE` must name for the same. */
  readonly awsCredentials: string;
}

/** The name of the AWS profile. */
export const PROFILE = 'plinth';

/**
 * Writes the files of a run to its folder. `.local/env` leads to the environment of the run that has
 * started last. They go when the run ends.
 */
export function writeAccess(session: Session, access: Access): AccessFiles {
  const directory = join(session.runDirectory, 'access');
  const link = join(session.stateDirectory, 'env');
  const files = {
    environment: join(directory, 'env'),
    awsConfig: join(directory, 'config'),
    awsCredentials: join(directory, 'credentials'),
  };
  session.resources.add({
    name: 'access files',
    dispose: () => {
      rmSync(directory, { recursive: true, force: true });
      if (leadsTo(link) === files.environment) rmSync(link, { force: true });
    },
  });
  mkdirSync(directory, { mode: 0o700 });
  writePrivately(files.environment, environmentOf(access, files));
  writePrivately(files.awsConfig, configOf(access));
  writePrivately(files.awsCredentials, credentialsOf(access));
  // Renamed into place: there must be no moment without one.
  symlinkSync(files.environment, join(directory, 'link'));
  renameSync(join(directory, 'link'), link);
  return files;
}

/** A request to paste into a shell that can be read by anybody: what is secret stays in the file. */
export function exampleRequest({ token, region }: Access, { environment }: AccessFiles): string {
  const identity =
    token === undefined
      ? [
          `--aws-sigv4 aws:amz:${region}:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
          '--header "x-amz-security-token: $AWS_SESSION_TOKEN"',
        ]
      : ['--header "authorization: Bearer $API_TOKEN"'];
  const curl = ['curl --cacert "$AWS_CA_BUNDLE"', ...identity, '"$API_URL/v2/objects"'];
  return `. ${quoted(environment)}\n${curl.join(' \\\n  ')}`;
}

/** One word of a shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function environmentOf(access: Access, files: AccessFiles): string {
  const { credentials, certificateFile, region, token } = access;
  const variables = {
    API_URL: access.apiUrl,
    WEB_SOCKET_URL: access.webSocketUrl,
    ...(token !== undefined && { API_TOKEN: token }),
    AWS_ENDPOINT_URL: access.endpoint,
    AWS_REGION: region,
    // Boto3 and the AWS CLI know the Region by this name alone.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_CA_BUNDLE: certificateFile,
    NODE_EXTRA_CA_CERTS: certificateFile,
    AWS_CONFIG_FILE: files.awsConfig,
    AWS_SHARED_CREDENTIALS_FILE: files.awsCredentials,
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return `# The role of an API client, until ${access.expires.toISOString()}\n${lines.join('\n')}\n`;
}

function configOf({ region, endpoint, certificateFile }: Access): string {
  return `[profile ${PROFILE}]
region = ${region}
endpoint_url = ${endpoint}
ca_bundle = ${certificateFile}
`;
}

function credentialsOf({ credentials }: Access): string {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials;
  return `[${PROFILE}]
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}
aws_session_token = ${sessionToken}
`;
}

function leadsTo(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
