import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';

/** What went wrong, for the caller. */
export interface Problem {
  /** The HTTP status, 400 to 599. */
  readonly status: number;

  /** What happened and what to do about it. */
  readonly detail: string;

  /**
   * Every reason, where there may be several.
   *
   * @default - the detail is the only one
   */
  readonly errors?: readonly string[];

  /**
   * Further response headers, for example `retry-after`.
   *
   * @default - only the content type is sent
   */
  readonly headers?: OutgoingHttpHeaders;
}

/**
 * Answers with problem JSON, as RFC 9457 describes it. No byte of the response may have been sent.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function sendProblem(response: ServerResponse, requestId: string, problem: Problem): void {
  const { status, detail, errors, headers } = problem;
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
  });
  const title = STATUS_CODES[status];
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail, requestId, errors }));
}
