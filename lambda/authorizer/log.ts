/** What is known of one decision: never a token or a claim but the subject's. */
export interface LogEntry {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  /** What came of it. */
  readonly outcome: 'allowed' | 'denied' | 'refused' | 'failed';
  /** The caller, once the token is known to be genuine. */
  readonly subject?: string;
  /** The code of the error behind a refusal or a failure. */
  readonly error?: string;
  /** What the error said, where the fault is not the caller's. */
  readonly reason?: string;
}

/** Takes one entry. */
export type Log = (entry: LogEntry) => void;

/** Writes one entry as one line of JSON, which Lambda passes on as it is and filters by its level. */
export function writeLog(entry: LogEntry): void {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), ...entry })}\n`);
}
