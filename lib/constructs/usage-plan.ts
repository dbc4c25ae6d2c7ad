import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';

/** Properties for {@link UsagePlan}. */
export interface UsagePlanProps {
  /** The API, made with `apiKeyRequired`; its one stage is what the plan limits. */
  readonly api: apigateway.IRestApi;

  /** Who gets a key under this plan: stable names, because each names a resource. */
  readonly clients: readonly string[];

  /** Requests per second, on average, of each client before it is answered 429. */
  readonly rateLimit: number;

  /**
   * Requests at once of each client before it is answered 429.
   *
   * @default - twice `rateLimit`
   */
  readonly burstLimit?: number;

  /**
   * Requests a day of each client before it is answered 429 until the day is over.
   *
   * @default - as many as rate and burst let through
   */
  readonly dailyQuota?: number;
}

/**
 * Limits each client of an API by itself, so that one cannot take what the stage lets through for all. A
 * key tells clients apart; who they are, and what they may, is still asked by the authorization.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export class UsagePlan extends Construct {
  /** The plan. */
  public readonly usagePlan: apigateway.IUsagePlan;

  /** The key of each client, by its name. API Gateway makes up the values; no template holds them. */
  public readonly keys: Readonly<Record<string, apigateway.IApiKey>>;

  public constructor(scope: Construct, id: string, props: UsagePlanProps) {
    super(scope, id);
    const burstLimit = props.burstLimit ?? 2 * props.rateLimit;

    const usagePlan = new apigateway.UsagePlan(this, 'Resource', {
      apiStages: [{ api: props.api, stage: props.api.deploymentStage }],
      throttle: { rateLimit: props.rateLimit, burstLimit },
      quota:
        props.dailyQuota === undefined
          ? undefined
          : { limit: props.dailyQuota, period: apigateway.Period.DAY },
    });
    const keys = new Construct(this, 'Keys');
    this.keys = Object.fromEntries(
      props.clients.map((client) => {
        const key = new apigateway.ApiKey(keys, client, { description: `The key of ${client}` });
        usagePlan.addApiKey(key);
        return [client, key];
      }),
    );
    this.usagePlan = usagePlan;
  }
}
