/** What is known of a request once it is answered: never a body, a key or a header. */
export interface LogEntry {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly requestId: string;
  readonly method: string;
  /** The template of the path, as in `/objects/{key+}`. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  /** The name of the error behind an answer of 400 or above. */
  readonly error?: string;
  /** What the error said, where the fault is ours and the caller was not told. */
  readonly reason?: string;
}

/** Takes one entry. */
export type Log = (entry: LogEntry) => void;

/**
 * Writes one entry as one line of JSON to standard output.
 *
 * Not by `console`, which Lambda replaces: in its JSON format that would wrap the entry in a second
 * object, under `message`, and elsewhere it would print no JSON at all. A line that is JSON already
 * and has `level` and `timestamp` is passed on as it is, and filtered by its level:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function writeLog(entry: LogEntry): void {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), ...entry })}\n`);
}
