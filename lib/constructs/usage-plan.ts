import { Token } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { checkStage } from './own-stage';
import { isWhole, Problems } from './problems';
import { burstOf, checkThrottle } from './throttle';

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
   * @default - twice `rateLimit`, rounded up
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

  /**
   * @throws when API Gateway would refuse a property, with every problem; an API that asks for no key fails the
   * synthesis
   */
  public constructor(scope: Construct, id: string, props: UsagePlanProps) {
    super(scope, id);
    requireUsable(props);
    const burstLimit = burstOf(props.rateLimit, props.burstLimit);
    this.node.addValidation({ validate: () => keyless(props.api) });

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

function requireUsable(props: UsagePlanProps): void {
  const { api, clients, rateLimit, burstLimit, dailyQuota } = props;
  const problems = new Problems();
  checkStage(problems, api);
  checkThrottle(problems, ['rateLimit', 'burstLimit'], rateLimit, burstLimit);
  problems.check('dailyQuota', dailyQuota, isWhole(1), 'use a whole number of requests from 1 up');
  if (clients.length === 0)
    problems.add('clients', clients, 'name one or more; nobody else is limited');
  clients.forEach((client, index) => {
    if (Token.isUnresolved(client) || !/^[^\s/][^/]*$/.test(client)) {
      problems.add(
        'clients',
        client,
        'use plain text without a slash, because it names a resource',
      );
    } else if (clients.indexOf(client) < index) {
      problems.add('clients', client, 'name it once');
    }
  });
  problems.throwIfAny();
}

/** A plan limits only requests that must have a key; a method is asked for what it is in the end. */
function keyless(api: apigateway.IRestApi): string[] {
  const methods = api.node.findAll().filter((child) => child instanceof apigateway.CfnMethod);
  if (methods.length === 0 || methods.some(({ apiKeyRequired = false }) => apiKeyRequired))
    return [];
  return [`api is "${api.node.path}": no method of it asks for a key; make it with apiKeyRequired`];
}
