import { Duration } from 'aws-cdk-lib/core';
import type * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * What can be measured of the stage of a WebSocket API. Each metric is of five minutes unless told otherwise.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 */
export class WebSocketMetrics {
  public constructor(private readonly stage: apigatewayv2.IWebSocketStage) {}

  /** How many clients asked to connect and were not refused by API Gateway itself. */
  public connects(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.sum('ConnectCount', options);
  }

  /** How many messages there were, from clients and to clients. */
  public messages(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.sum('MessageCount', options);
  }

  /** How many requests API Gateway refused by itself: unsigned, not allowed, throttled. */
  public clientErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.sum('ClientError', options);
  }

  /** How many requests a function answered 4xx or 5xx. */
  public integrationErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.sum('IntegrationError', options);
  }

  /** How often API Gateway failed to call a function. */
  public executionErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.sum('ExecutionError', options);
  }

  /** Milliseconds that a function took, of the slowest of 100 unless another statistic is named. */
  public integrationLatency(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.of('IntegrationLatency', { statistic: 'p99', ...options });
  }

  private sum(metricName: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.of(metricName, { statistic: cloudwatch.Stats.SUM, ...options });
  }

  private of(metricName: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stage.metric(metricName, { period: Duration.minutes(5), ...options });
  }
}
