import { z } from 'zod';

/** The retention periods that CloudWatch Logs knows, in days. */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

const count = (unit: string) => z.int({ error: `a whole number of ${unit}` });
const positive = (unit: string) =>
  count(unit).min(1, { error: `at least 1 of ${unit}`, abort: true });

/** The shape of one environment: flat, every key known. Meaning is checked in `rules.ts`. */
export const environmentSchema = z.strictObject({
  /** The name that `-c environment=` takes; in PascalCase it begins the name of every stack. */
  name: z.string({ error: 'a string' }).regex(/^[a-z][a-z0-9]{1,19}$/, {
    error: 'lower-case letters and digits, 2 to 20 of them, a letter first',
  }),

  /**
   * The account that the environment is pinned to.
   *
   * @default - the account of whoever deploys
   */
  account: z
    .string({ error: 'an account id is a string of 12 digits; put it in quotes' })
    .regex(/^\d{12}$/, { error: 'an account id is 12 digits' })
    .optional(),

  /**
   * The Region that the environment is pinned to: one of `lib/constructs/zone-ids.ts`.
   *
   * @default - the Region of whoever deploys
   */
  region: z.string({ error: 'the name of a Region, such as eu-central-1' }).optional(),

  /**
   * How many Availability Zones: the first of the Region in `lib/constructs/zone-ids.ts`. Where the Region is
   * that of the caller and has fewer, it is fewer.
   */
  zones: count('zones')
    .min(2, { error: 'use two or more; one alone can be lost' })
    .max(4, { error: 'the address plan has room for 4 zones' }),

  /** The IPv4 range of the VPC: private (RFC 1918), from /16 to /20. */
  vpcCidr: z.string({ error: 'an IPv4 range such as 10.0.0.0/16' }),

  /** How tasks reach what lies outside the VPC; `lib/constructs/network.md` has the price of each. */
  egress: z.enum(['none', 'single', 'per-zone', 'regional'], {
    error: 'use none, single, per-zone or regional',
  }),

  /**
   * The tag of an image that is already in our repository.
   *
   * @default - the deploy builds `service/` and publishes it under a hash of its content
   */
  imageTag: z.string().optional(),

  /** The fewest tasks of the container service; a multiple of the zones survives the loss of one. */
  minTasks: positive('tasks'),

  /** The most tasks that autoscaling may run. */
  maxTasks: positive('tasks'),

  /** CPU units of one task (1024 is one vCPU). */
  taskCpu: positive('CPU units'),

  /** Memory of one task in MiB; Fargate offers only some pairs with `taskCpu`. */
  taskMemoryMiB: positive('MiB'),

  /** Requests per second that the API accepts on average before it answers 429. */
  apiRateLimit: positive('requests per second'),

  /** Requests that the API accepts at once before it answers 429. */
  apiBurstLimit: positive('requests'),

  /** Whether a web ACL stands in front of the REST API; `lib/constructs/web-acl.md` has its price. */
  webAcl: z.boolean({ error: 'use true or false' }),

  /**
   * The name that the REST API is called by, such as `api.example.com`; then nothing answers at the address
   * that API Gateway gave it. Needs `certificateArn`, and a DNS record that points to the output.
   *
   * @default - it is called at the address that API Gateway gives it
   */
  domainName: z.string({ error: 'a name such as api.example.com' }).optional(),

  /**
   * The certificate of `domainName`: one of ACM, of this account and Region.
   *
   * @default - none
   */
  certificateArn: z.string({ error: 'the ARN of a certificate' }).optional(),

  /**
   * The OIDC issuer whose tokens the REST API takes instead of signatures, exactly as they have it, such as
   * `https://login.example.com`. Needs `tokenAudience`. Also `-c tokenIssuer=`.
   *
   * @default - the REST API knows its callers by IAM
   */
  tokenIssuer: z.string({ error: 'an address such as https://login.example.com' }).optional(),

  /**
   * For whom those tokens must be issued. Also `-c tokenAudience=`.
   *
   * @default - none
   */
  tokenAudience: z.string({ error: 'what tokens have as aud' }).optional(),

  /**
   * The web pages that may call the REST API from a browser, by origin, such as `https://app.example.com`.
   *
   * @default - none: browsers keep answers from the scripts of every page
   */
  allowedOrigins: z.array(z.string()).optional(),

  /**
   * How many of 100 requests see what a deploy changes of the REST API, while the others stay with
   * `canaryBaseline`; 0 while no release is under way. `lib/constructs/canary-release.md` has the steps.
   *
   * @default - there is no canary: every request sees a change at once
   */
  canaryPercent: count('percent').optional(),

  /**
   * The id of the deployment that the stage of the REST API serves now, as `aws apigateway get-stage` tells it.
   *
   * @default - none: no release is under way
   */
  canaryBaseline: z.string({ error: 'the id of a deployment, such as a1b2c3' }).optional(),

  /** How long 99 of 100 requests for an object may take, in milliseconds; alarms watch it. */
  latencyTargetMs: positive('milliseconds'),

  /**
   * How many runs of the function behind `/objects` the account sets aside for it, and the most that it
   * may take. AWS refuses a number that leaves the account less than 100, and a new account has less.
   *
   * @default - none: the function shares what the account has
   */
  functionConcurrency: positive('runs').optional(),

  /**
   * Who is told of alarms.
   *
   * @default - nobody, until somebody subscribes to the topic
   */
  alarmEmail: z.email({ error: 'an address such as operations@example.com' }).optional(),

  /** How long every log group, and every access log in S3, is kept, in days. */
  logRetentionDays: z.literal(LOG_RETENTION_DAYS, {
    error: `CloudWatch Logs knows only ${LOG_RETENTION_DAYS.join(', ')} days`,
  }),

  /** What becomes of objects, images and logs when their stack is deleted. */
  onDelete: z.enum(['retain', 'destroy'], { error: 'use retain or destroy' }),
});

/** One environment, as `lib/config/environments.ts` lists them and as the stacks are wired from it. */
export type EnvironmentConfig = Readonly<z.infer<typeof environmentSchema>>;
