import { originsOf } from '../../api/cors';

/** What the environment variables say. */
export interface Settings {
  /** `BUCKET_NAME`: the bucket to export from. */
  readonly bucket: string;

  /** `ALLOWED_ORIGINS`, separated by spaces: whose pages may read the answers; none when not set. */
  readonly allowedOrigins: readonly string[];

  /** `PORT`: where to listen; 8080 when it is not set, and 0 takes a free one. */
  readonly port: number;

  /** `DRAIN_SECONDS` in milliseconds: how long to serve on after SIGTERM; 5 s when it is not set. */
  readonly drainMs: number;
}

/**
 * Reads the settings.
 *
 * @throws Error listing every variable that is missing or wrong.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const { BUCKET_NAME: bucket = '', PORT = '8080', DRAIN_SECONDS = '5' } = env;
  const problems: string[] = [];
  if (bucket === '') problems.push('BUCKET_NAME is not set; name the bucket to export from');
  // Fargate sets it. Without it the SDK would fail, but only at the first request.
  if (!env.AWS_REGION) problems.push('AWS_REGION is not set; name the Region of the bucket');
  if (!/^\d{1,5}$/.test(PORT) || Number(PORT) > 65_535) {
    problems.push(`PORT is ${JSON.stringify(PORT)}; give a whole number from 0 to 65535`);
  }
  // Fargate kills a task at most 120 s after SIGTERM, and exports under way need the rest.
  if (!/^\d{1,2}(\.\d+)?$/.test(DRAIN_SECONDS)) {
    problems.push(`DRAIN_SECONDS is ${JSON.stringify(DRAIN_SECONDS)}; give seconds below 100`);
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
  const allowedOrigins = originsOf(env.ALLOWED_ORIGINS);
  return { bucket, allowedOrigins, port: Number(PORT), drainMs: Number(DRAIN_SECONDS) * 1000 };
}
