import { Duration, Fn, RemovalPolicy } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ACCESS_LOG_NAMESPACE } from './access-log';
import { checkCanaryLog } from './canary-log';
import { defaultChild } from './default-child';
import { isOneOf, Problems } from './problems';
import { parseRoute } from './routes';

/** Properties for {@link CanaryRelease}. */
export interface CanaryReleaseProps {
  /** The API, with an access log in JSON; its one stage is what the canary stands on. */
  readonly api: apigateway.IRestApi;

  /** How many of 100 requests go to the newest deployment; 0 when no release is under way. */
  readonly percentTraffic: number;

  /**
   * The id of the deployment that all other requests go to, as `aws apigateway get-stage` tells it.
   *
   * @default - none: the stage serves the newest deployment to everybody
   */
  readonly baselineDeploymentId?: string;

  /**
   * How long the canary's logs are kept; they repeat lines of the stage's own.
   *
   * @default - one month
   */
  readonly logRetention?: logs.RetentionDays;
}

/** What is counted in the access log of the canary; its values are text, so they are compared as text. */
const COUNTED = {
  CanaryRequests: logs.FilterPattern.exists('$.apiId'),
  CanaryServerErrors: logs.FilterPattern.stringValue('$.status', '=', '5*'),
};

/**
 * A canary on the stage of a REST API: some requests see what a deploy changes of the API, all others see
 * what was there before. It stays on the stage, with 0 percent, when no release is under way, because
 * CloudFormation does not take it off. `CanaryGuard` ends a release that does badly.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export class CanaryRelease extends Construct {
  /** The API. */
  public readonly api: apigateway.IRestApi;

  /** The name of its stage. */
  public readonly stageName: string;

  /** @throws when properties make no sense; the message lists every problem */
  public constructor(scope: Construct, id: string, props: CanaryReleaseProps) {
    super(scope, id);
    const { api, percentTraffic, baselineDeploymentId } = props;
    const retention = props.logRetention ?? logs.RetentionDays.ONE_MONTH;
    const accessLogArn = requireUsable(props);
    const stage = defaultChild(api.deploymentStage, apigateway.CfnStage);
    this.api = api;
    this.stageName = String(stage.stageName);

    // The deployment of today is the baseline of the next release, when no template has it any more.
    api.latestDeployment?.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const newest = api.latestDeployment?.deploymentId;
    stage.deploymentId = baselineDeploymentId ?? newest;
    stage.canarySetting = { deploymentId: newest, percentTraffic, useStageCache: false };

    // API Gateway takes these names, and would make the groups itself, without retention. What is in them
    // is in the groups of the stage as well, so nothing is lost with them.
    const keep = (name: string, logGroupName: string) => {
      const group = new logs.LogGroup(this, name, {
        logGroupName: `${logGroupName}/Canary`,
        retention,
        removalPolicy: RemovalPolicy.DESTROY,
      });
      stage.node.addDependency(group);
      return group;
    };
    keep('ExecutionLog', `API-Gateway-Execution-Logs_${api.restApiId}/${this.stageName}`);
    const accessLog = keep('AccessLog', Fn.select(6, Fn.split(':', accessLogArn)));
    for (const [metricName, filterPattern] of Object.entries(COUNTED)) {
      accessLog.addMetricFilter(metricName, {
        filterPattern,
        metricNamespace: ACCESS_LOG_NAMESPACE,
        metricName,
        metricValue: '1',
        dimensions: { ApiId: '$.apiId' },
      });
    }
  }

  /** How many requests the canary answered, in five minutes unless told otherwise. */
  public metricRequests(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.logged('CanaryRequests', options);
  }

  /** How many of them were answered 5xx, in five minutes unless told otherwise. */
  public metricServerErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.logged('CanaryServerErrors', options);
  }

  /**
   * Milliseconds from request to answer of a route such as `GET /objects/{key+}`, of the slowest of 100 in
   * five minutes unless told otherwise. AWS says that a canary has metrics of its own, but not what tells
   * them apart; this takes it to be the stage, `<name>/Canary`, as in its logs.
   */
  public metricLatency(route: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/ApiGateway',
      metricName: 'Latency',
      dimensionsMap: {
        ApiName: this.api.restApiName,
        Stage: `${this.stageName}/Canary`,
        ...parseRoute(route),
      },
      statistic: 'p99',
      period: Duration.minutes(5),
      ...options,
    }).attachTo(this);
  }

  private logged(metricName: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: ACCESS_LOG_NAMESPACE,
      metricName,
      dimensionsMap: { ApiId: this.api.restApiId },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(5),
      ...options,
    }).attachTo(this);
  }
}

/** Answers the ARN of the access log, which nothing can be counted in unless it is a log group of JSON. */
function requireUsable(props: CanaryReleaseProps): string {
  const { api, percentTraffic, baselineDeploymentId } = props;
  const problems = new Problems();
  if (!api.latestDeployment) {
    const remedy =
      'it is imported or does not deploy itself; give one that this app makes and deploys';
    problems.add('api', api.node.path, remedy);
  }
  const accessLogArn = checkCanaryLog(problems, api.deploymentStage);
  problems.check(
    'percentTraffic',
    percentTraffic,
    (percent) => percent >= 0 && percent < 100,
    'use more than 0 and less than 100, or 0 when no release is under way',
  );
  problems.check(
    'baselineDeploymentId',
    baselineDeploymentId,
    (id) => /^[a-z0-9]+$/.test(id),
    'use the deploymentId that aws apigateway get-stage tells, such as a1b2c3',
  );
  if (percentTraffic > 0 && baselineDeploymentId === undefined) {
    const remedy = 'set it to the deployment that the stage serves now';
    problems.add('baselineDeploymentId', baselineDeploymentId, remedy);
  }
  if (percentTraffic === 0 && baselineDeploymentId !== undefined) {
    const remedy = 'take it out while percentTraffic is 0, when no release is under way';
    problems.add('baselineDeploymentId', baselineDeploymentId, remedy);
  }
  problems.check(
    'logRetention',
    props.logRetention,
    isOneOf(logs.RetentionDays),
    'use a value of logs.RetentionDays',
  );
  problems.throwIfAny();
  return accessLogArn;
}
