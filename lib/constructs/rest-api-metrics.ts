import { Duration } from 'aws-cdk-lib/core';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ACCESS_LOG_NAMESPACE } from './access-log';
import { parseRoute } from './routes';

/** What a metric is taken of and how. */
export interface RestApiMetricOptions extends cloudwatch.MetricOptions {
  /**
   * One method of one path, for example `GET /objects/{key+}`; the metric of what is no route throws.
   *
   * @default - the whole stage
   */
  readonly route?: string;
}

/**
 * What can be measured of a REST API. Each metric is of five minutes unless told otherwise.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export class RestApiMetrics {
  public constructor(
    /** The API. */
    public readonly api: apigateway.RestApi,
    private readonly stage: apigateway.Stage,
  ) {}

  /** How many requests there were. */
  public requests(options: RestApiMetricOptions = {}): cloudwatch.Metric {
    return this.stage.metricCount(this.of(options));
  }

  /** How many were answered 5xx. */
  public serverErrors(options: RestApiMetricOptions = {}): cloudwatch.Metric {
    return this.stage.metricServerError(this.of(options));
  }

  /** How many were answered 4xx, throttled and unauthorized ones included. */
  public clientErrors(options: RestApiMetricOptions = {}): cloudwatch.Metric {
    return this.stage.metricClientError(this.of(options));
  }

  /** Milliseconds from request to answer, of the slowest of 100 unless another statistic is named. */
  public latency(options: RestApiMetricOptions = {}): cloudwatch.Metric {
    return this.stage.metricLatency({ statistic: 'p99', ...this.of(options) });
  }

  /** The share of that which the function or the service took, in milliseconds. */
  public integrationLatency(options: RestApiMetricOptions = {}): cloudwatch.Metric {
    return this.stage.metricIntegrationLatency({ statistic: 'p99', ...this.of(options) });
  }

  /** How many were answered 429, as far as they were logged; API Gateway has no metric of them. */
  public throttles(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.logged('Throttles', options);
  }

  /** How many were refused because of who called, by IAM or by an authorizer. */
  public authorizationFailures(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.logged('AuthorizationFailures', options);
  }

  private of({ route, ...options }: RestApiMetricOptions): cloudwatch.MetricOptions {
    if (route === undefined) return options;
    const { stageName } = this.stage;
    const { restApiName } = this.api;
    const dimensionsMap = { ApiName: restApiName, Stage: stageName, ...parseRoute(route) };
    return { ...options, dimensionsMap };
  }

  private logged(metricName: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: ACCESS_LOG_NAMESPACE,
      metricName,
      dimensionsMap: { ApiId: this.api.restApiId, Stage: this.stage.stageName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(5),
      ...options,
    }).attachTo(this.stage);
  }
}
