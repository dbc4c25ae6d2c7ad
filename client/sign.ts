import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';
import { type Call, encode } from './call';

/** As whom to call which API. */
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
}

/**
 * Answers a function that makes a call a signed request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function createSigner({ endpoint, region, credentials }: Signing) {
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });

  return async (call: Call, signingDate: Date, signal?: AbortSignal): Promise<Request> => {
    const url = urlOf(endpoint, call);
    const { headers } = await signer.sign(
      {
        method: call.method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: defined(call.query),
        // As every HTTP client does by itself; API Gateway chooses by it how to send bytes.
        headers: { accept: '*/*', ...defined(call.headers), host: url.host },
        body: call.body,
      },
      { signingDate },
    );
    return new Request(url, {
      method: call.method,
      // The URL says it.
      headers: Object.entries(headers).filter(([name]) => name !== 'host'),
      body: call.body,
      // Following one would send the token of the session to whoever it names.
      redirect: 'error',
      signal,
    });
  };
}

/** Where a call goes. */
export function urlOf(endpoint: string, { path, query }: Call): URL {
  const search = Object.entries(defined(query)).map(([name, value]) => `${name}=${encode(value)}`);
  const url = new URL(`${endpoint.replace(/\/$/, '')}${path}`);
  url.search = search.join('&');
  return url;
}

function defined(values: Readonly<Record<string, string | undefined>> = {}) {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ) as Record<string, string>;
}
