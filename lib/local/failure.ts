/**
 * An error that a person can act on: printed as its message alone, without a stack trace.
 */
export class Failure extends Error {
  /** What the failing program said last, one entry per line; printed below the message. */
  readonly details: readonly string[];

  /** What the process exits with. */
  readonly exitCode: number;

  /**
   * @param message what is wrong, with the value and the remedy
   * @param details the last lines of a log, most recent last
   * @param exitCode 1 when a step failed, 2 when the command line is wrong
   */
  constructor(message: string, details: readonly string[] = [], exitCode = 1) {
    super(message);
    this.name = 'Failure';
    this.details = details;
    this.exitCode = exitCode;
  }
}

/** The words of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's code of an error (`ENOSPC`, `EADDRINUSE`, ...), if it has one. */
export function codeOf(error: unknown): string | undefined {
  const named = typeof error === 'object' && error !== null && 'code' in error;
  return named && typeof error.code === 'string' ? error.code : undefined;
}
