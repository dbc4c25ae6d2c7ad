/** One line of the log: never a body, a key or a prefix. */
export interface LogEntry {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  /** What else is known, by name. */
  readonly [detail: string]: string | number | undefined;
}

/** Takes one entry. */
export type Log = (entry: LogEntry) => void;

/**
 * Writes one entry as one line of JSON to standard output.
 *
 * Not by `console`, which Lambda replaces: in its JSON format that would wrap the entry in a second
 * object. A line that is JSON already and has `level` and `timestamp` is passed on as it is:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function writeLog(entry: LogEntry): void {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), ...entry })}\n`);
}

/** The name and the words of whatever was thrown, for the log. */
export function reasonOf(error: unknown): { readonly error: string; readonly reason: string } {
  return error instanceof Error
    ? { error: error.name, reason: error.message }
    : { error: typeof error, reason: String(error) };
}
