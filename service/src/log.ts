/** Writes one structured log entry. */
export type Log = (entry: Readonly<Record<string, unknown>>) => void;

/** Writes an entry as one line of JSON on standard output, which the container's log driver collects. */
export const logLine: Log = (entry) => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
};

/** An error and its causes on one line, outermost first. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own} <- ${explain(error.cause)}`;
}
