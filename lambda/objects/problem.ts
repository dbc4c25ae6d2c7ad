import { STATUS_CODES } from 'node:http';

import type { APIGatewayProxyResult } from 'aws-lambda';

/** What a {@link Problem} may say beyond its status and detail. */
export interface ProblemOptions {
  /**
   * Every reason for the refusal.
   *
   * @default - the detail is the only reason
   */
  readonly errors?: readonly string[];

  /**
   * Headers of the answer.
   *
   * @default - none but the content type
   */
  readonly headers?: Readonly<Record<string, string>>;

  /**
   * The error behind it, for the log only.
   *
   * @default - the problem is itself the cause
   */
  readonly cause?: unknown;
}

/** A failure as the caller is told of it. Its detail must hold nothing internal. */
export class Problem extends Error {
  /**
   * @param status the HTTP status
   * @param detail what is wrong with this request, and the remedy
   */
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly options: ProblemOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
  }
}

/** One problem, status 400, that lists every reason. */
export function badRequest(errors: readonly string[], cause?: unknown): Problem {
  return new Problem(400, errors.join('; '), { errors, cause });
}

/**
 * The answer that tells a caller of a problem: https://www.rfc-editor.org/rfc/rfc9457
 *
 * The type is `about:blank`: the status says all that a program needs.
 */
export function problemResponse(problem: Problem, requestId: string): APIGatewayProxyResult {
  const { errors, headers } = problem.options;
  return {
    statusCode: problem.status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify({
      type: 'about:blank',
      title: STATUS_CODES[problem.status],
      status: problem.status,
      detail: problem.detail,
      instance: `urn:uuid:${requestId}`,
      requestId,
      errors,
    }),
  };
}
