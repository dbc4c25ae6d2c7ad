import { endpointOf, headersOf, type Identify, requestOf, urlOf } from './request';

/** As whom to call which API, by tokens of the OIDC issuer that it trusts. */
export interface Bearing {
  /** Where the stage is called, for example `https://ID.execute-api.eu-west-1.amazonaws.com/live`. */
  readonly endpoint: string;

  /**
   * Answers a token. It is asked for each attempt, so that one that renews a token in time is never
   * refused for an old one.
   */
  readonly token: () => Promise<string>;

  /** A call has a token or is signed, never both. */
  readonly region?: never;

  /** A call has a token or is signed, never both. */
  readonly credentials?: never;
}

/**
 * Answers a function that gives a call a token.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export function createBearer({ endpoint: address, token }: Bearing): Identify {
  const endpoint = endpointOf(address);
  return async (call, _, signal) => {
    const bearer = await token();
    // Else `Headers` would refuse it, with an error that quotes it.
    if (!/^[\w.~+/-]+=*$/.test(bearer)) {
      throw new TypeError('the token is empty or holds a character that no bearer token has');
    }
    const headers = { ...headersOf(call), authorization: `Bearer ${bearer}` };
    return requestOf(urlOf(endpoint, call), call, headers, signal);
  };
}
