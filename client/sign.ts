import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';
import { defined, endpointOf, headersOf, type Identify, requestOf, urlOf } from './request';

/** As whom to call which API, by signatures. */
export interface Signing {
  /** Where the stage is called, for example `https://ID.execute-api.eu-west-1.amazonaws.com/live`. */
  readonly endpoint: string;

  /** The Region of the API. */
  readonly region: string;

  /**
   * Credentials, or a function that answers them. The function is asked for each attempt, so that one
   * that renews temporary credentials, as those of `@aws-sdk/credential-providers` do, never signs
   * with expired ones.
   */
  readonly credentials: SignatureV4Init['credentials'];

  /** A call is signed or has a token, never both. */
  readonly token?: never;
}

/**
 * Answers a function that makes a call a signed request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function createSigner({ endpoint: address, region, credentials }: Signing): Identify {
  const endpoint = endpointOf(address);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });

  return async (call, signingDate, signal) => {
    const url = urlOf(endpoint, call);
    const { headers } = await signer.sign(
      {
        method: call.method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: defined(call.query),
        headers: { ...headersOf(call), host: url.host },
        body: call.body,
      },
      { signingDate },
    );
    // The URL says the host.
    const sent = Object.entries(headers).filter(([name]) => name !== 'host');
    return requestOf(url, call, sent, signal);
  };
}
