import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';

/** Credentials for one call. */
export interface Credentials {
  /** Access key id. */
  readonly accessKeyId: string;

  /** Secret access key. */
  readonly secretAccessKey: string;

  /**
   * Token of temporary credentials.
   *
   * @default - the credentials are those of the account's root
   */
  readonly sessionToken?: string;
}

/** The local AWS: one account in one Region behind one address. */
export interface LocalAws {
  /** Address for clients, `https://127.0.0.1:PORT`. */
  readonly endpoint: URL;

  /** PEM file of the certificate that a client must trust. */
  readonly certificateFile: string;

  /** The only account. */
  readonly account: string;

  /** The only Region. */
  readonly region: string;

  /** The root of the account, which may assume every role. */
  readonly root: Credentials;
}

/** The account that the emulator has. */
export const ACCOUNT = '000000000000';

/** The Region in which everything is deployed. */
export const REGION = 'us-east-1';

/** Configuration of any AWS SDK client, so that it calls the local AWS. */
export function clientConfig(aws: LocalAws, credentials: Credentials = aws.root) {
  return {
    endpoint: aws.endpoint.origin,
    region: aws.region,
    credentials,
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(aws.certificateFile) }) },
  };
}
