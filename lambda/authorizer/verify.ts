import {
  createRemoteJWKSet,
  errors,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
} from 'jose';

/** What a token must say to be accepted. */
export interface Expected {
  /** Who issued it: an OIDC issuer, without a slash at the end unless the issuer has one. */
  readonly issuer: string;

  /** For whom. */
  readonly audience: string;

  /** The one algorithm it may be signed with, as in `RS256`. */
  readonly algorithm: string;
}

/** A token's claims, once they are known to be true. */
export interface Claims extends JWTPayload {
  /** Whom the token speaks of. */
  readonly sub: string;
}

/** Answers the claims of a token. */
export type Verify = (token: string) => Promise<Claims>;

/** The token is not good; the code says why, and holds nothing of the token. */
export class Refused extends Error {
  /** @param code the code of the error, as in `ERR_JWT_EXPIRED` */
  constructor(readonly code: string) {
    super(`the token is refused: ${code}`);
    this.name = 'Refused';
  }
}

/** Between the clock of the issuer and ours. */
const CLOCK_TOLERANCE_SECONDS = 10;
/** Keys that the issuer has withdrawn are trusted no longer than this. */
const KEYS_KEPT_MS = 600_000;
/** A token with an unknown key makes the keys be read again, at most this often. */
const COOLDOWN_MS = 30_000;
const TIMEOUT_MS = 3_000;
/**
 * A token cannot be taken back, so one that lives for months is a password that nobody can change. Cognito
 * and Okta issue none for more than a day, Auth0 none unless told to, and Entra none for more than 28 hours.
 */
const MAX_LIFETIME_SECONDS = 28 * 60 * 60;
/**
 * What a token that says what it is may be: without this, one of the same issuer and audience that was made
 * for something else (a logout, a proof of possession) would do. Cognito and Okta leave it out, Auth0, Entra
 * and Keycloak say `JWT`, and issuers that follow RFC 9068 `at+jwt`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8725#section-3.11
 */
const TYPES = ['jwt', 'at+jwt'];

/** Errors that are the token's fault; every other one is ours or the issuer's. */
const TOKEN_ERRORS = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
];

/**
 * Verifies tokens of one issuer: signature by one algorithm, issuer, audience, expiry (which every token
 * must have) and not-before, type, lifetime and a subject that is not empty. The keys are found by OIDC discovery at the first token, kept, and read again
 * when a token names one that is not known.
 *
 * The returned function throws {@link Refused} for a token that is not good, and any other error when the
 * issuer could not be asked.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8725
 */
export function tokenVerifier({ issuer, audience, algorithm }: Expected): Verify {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (token) => {
    keys ??= createRemoteJWKSet(await findKeys(issuer), {
      cacheMaxAge: KEYS_KEPT_MS,
      cooldownDuration: COOLDOWN_MS,
      timeoutDuration: TIMEOUT_MS,
    });
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: [algorithm],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
      });
      return claimsOf(payload, protectedHeader);
    } catch (error) {
      if (TOKEN_ERRORS.some((type) => error instanceof type)) {
        throw new Refused((error as errors.JOSEError).code);
      }
      throw error;
    }
  };
}

/** @throws Refused when the token is not for this, though genuine and of the right issuer */
function claimsOf(payload: JWTPayload, { typ }: JWTHeaderParameters): Claims {
  const { sub, exp = Infinity, iat = Infinity } = payload;
  if (typ !== undefined && !TYPES.includes(typ.toLowerCase().replace(/^application\//, ''))) {
    throw new Refused('ERR_JWT_TYPE_NOT_ALLOWED');
  }
  // The types of jose promise a string, which nothing has seen to.
  if (typeof sub !== 'string' || sub === '') throw new Refused('ERR_JWT_CLAIM_VALIDATION_FAILED');
  if (exp - Math.min(iat, Date.now() / 1000) > MAX_LIFETIME_SECONDS) {
    throw new Refused('ERR_JWT_LIFETIME_TOO_LONG');
  }
  return { ...payload, sub };
}

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
async function findKeys(issuer: string): Promise<URL> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${address} answered ${String(response.status)}, not 200`);
  const found = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (found.issuer !== issuer) throw new Error(`${address} speaks for another issuer`);
  const keys = new URL(String(found.jwks_uri));
  if (keys.protocol !== 'https:')
    throw new Error(`${address} has its keys elsewhere than on HTTPS`);
  return keys;
}
