import { STATUS_CODES } from 'node:http';
import { bodyOf } from './body';
import type { Call } from './call';
import { ApiError, type Problem } from './errors';

/** What is read of a refusal, in bytes; the API's largest names what is wrong with 1,000 keys. */
const PROBLEM_BYTES = 10 * 1024 * 1024;

/**
 * The error that an answer tells of. What stands before the API answers in its own way (API Gateway
 * says `{"message": "..."}` under a domain that maps to no API), and a HEAD has no body; neither is a
 * reason to fail twice.
 *
 * @param now in milliseconds since 1970, for a `Retry-After` that is a date
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export async function apiErrorOf(call: Call, response: Response, now: number): Promise<ApiError> {
  const { status, headers } = response;
  const said = await membersOf(response);
  const text = (name: string) => {
    const value = said[name];
    return typeof value === 'string' ? value : undefined;
  };
  const unsaid = problemOfStatus(status);
  return new ApiError(call, {
    status,
    title: text('title') ?? unsaid.title,
    detail: text('detail') ?? text('message') ?? unsaid.detail,
    requestId:
      text('requestId') ??
      headers.get('x-amzn-requestid') ??
      headers.get('x-request-id') ??
      undefined,
    retryAfterMs: retryAfterOf(headers.get('retry-after'), now),
  });
}

/** What can be said of an answer of which only the status is known. */
export function problemOfStatus(status: number): Problem {
  return {
    status,
    title: STATUS_CODES[status] ?? 'Unknown',
    detail: 'the answer gives no reason',
    requestId: undefined,
    retryAfterMs: undefined,
  };
}

async function membersOf(response: Response): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse((await bodyOf(response.body, PROBLEM_BYTES)).toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterOf(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
