import { STATUS_CODES } from 'node:http';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** What API Gateway answers by itself: the type, the status that it has anyway, and the remedy. */
type Answer = readonly [type: apigateway.ResponseType, status: number | undefined, detail: string];

const { ResponseType } = apigateway;
const OURS = 'the fault is ours; try again later, and name the requestId when reporting it';

/** By the id of the resource. Two resources of one type would delete each other's answer. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  AccessDenied: [ResponseType.ACCESS_DENIED, 403, 'the caller may not do this; ask for permission'],
  ApiConfigurationError: [ResponseType.API_CONFIGURATION_ERROR, 500, OURS],
  AuthorizerConfigurationError: [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, 500, OURS],
  AuthorizerFailure: [ResponseType.AUTHORIZER_FAILURE, 500, OURS],
  BadRequestBody: [
    ResponseType.BAD_REQUEST_BODY,
    400,
    'the body is not as the API describes it; compare it with the description',
  ],
  BadRequestParameters: [
    ResponseType.BAD_REQUEST_PARAMETERS,
    400,
    'a parameter or a header is missing; compare the request with the description of the API',
  ],
  Default4xx: [
    ResponseType.DEFAULT_4XX,
    undefined,
    'the request cannot be answered; compare it with the description of the API',
  ],
  Default5xx: [ResponseType.DEFAULT_5XX, undefined, OURS],
  ExpiredToken: [
    ResponseType.EXPIRED_TOKEN,
    403,
    'the credentials have expired; get new ones and send the request again',
  ],
  IntegrationFailure: [
    ResponseType.INTEGRATION_FAILURE,
    504,
    'what the answer depends on cannot be reached; try again later',
  ],
  IntegrationTimeout: [
    ResponseType.INTEGRATION_TIMEOUT,
    504,
    'the answer took too long; try again, or ask for less',
  ],
  InvalidApiKey: [
    ResponseType.INVALID_API_KEY,
    403,
    'the API key is missing or unknown; send a valid one as x-api-key',
  ],
  InvalidSignature: [
    ResponseType.INVALID_SIGNATURE,
    403,
    'the signature does not fit the request; sign exactly what is sent, by a clock that is right',
  ],
  MissingAuthenticationToken: [
    ResponseType.MISSING_AUTHENTICATION_TOKEN,
    403,
    'the request has no credentials, or there is no such route; send credentials, and compare method and path with the description of the API',
  ],
  QuotaExceeded: [
    ResponseType.QUOTA_EXCEEDED,
    429,
    'the quota of this API key is used up; wait until it begins anew, or ask for a larger one',
  ],
  RequestTooLarge: [
    ResponseType.REQUEST_TOO_LARGE,
    413,
    'the request is larger than 10 MB; send less at once',
  ],
  ResourceNotFound: [
    ResponseType.RESOURCE_NOT_FOUND,
    404,
    'there is no such route; compare method and path with the description of the API',
  ],
  Throttled: [
    ResponseType.THROTTLED,
    429,
    'there are too many requests at once; wait as long as Retry-After says, and send fewer',
  ],
  Unauthorized: [
    ResponseType.UNAUTHORIZED,
    401,
    'the token is missing, expired or not valid here; get a new one and send it as Authorization',
  ],
  UnsupportedMediaType: [
    ResponseType.UNSUPPORTED_MEDIA_TYPE,
    415,
    'the body has a type that is not read here; send one that the API describes',
  ],
  WafFiltered: [
    ResponseType.WAF_FILTERED,
    403,
    'the request looks like an attack, or its address sends too many; change the request or send fewer',
  ],
};

/**
 * Makes every answer that API Gateway gives by itself a problem of RFC 9457, with nothing internal in it:
 * its own words may repeat what should have been signed, and may break the JSON.
 *
 * One is made after the other: API Gateway throttles those who make many at once, and the stack rolls back.
 *
 * @param allowedOrigin the one origin whose pages may read these answers; their headers are constants, so
 * there cannot be two
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function addProblemResponses(api: apigateway.RestApi, allowedOrigin?: string): void {
  let previous: apigateway.GatewayResponse | undefined;
  for (const [id, [type, status, detail]] of Object.entries(ANSWERS)) {
    const response = api.addGatewayResponse(id, {
      type,
      statusCode: status?.toString(),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        // The throttle is a bucket that fills all the time: a second later it holds some again.
        ...(type === ResponseType.THROTTLED && { 'Retry-After': "'1'" }),
        ...(allowedOrigin !== undefined && {
          'Access-Control-Allow-Origin': `'${allowedOrigin}'`,
          'Access-Control-Expose-Headers': "'Retry-After'",
          Vary: "'Origin'",
        }),
      },
      // The key is what the caller asked for, of which API Gateway knows only this one by default.
      templates: { 'application/json': JSON.stringify(problem(status, detail)) },
    });
    if (previous) response.node.addDependency(previous);
    previous = response;
  }
}

/** A template may name variables; there is none for the status, so the defaults leave it out. */
function problem(status: number | undefined, detail: string): object {
  return {
    type: 'about:blank',
    title: status && STATUS_CODES[status],
    status,
    detail,
    instance: 'urn:uuid:$context.requestId',
    requestId: '$context.requestId',
  };
}
