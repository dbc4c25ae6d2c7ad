import { Duration } from 'aws-cdk-lib/core';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';

const MINUTE = { period: Duration.minutes(1) };

/**
 * What can be measured of a service behind a load balancer. Each metric is of one minute unless told
 * otherwise.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export class ContainerServiceMetrics {
  public constructor(
    private readonly service: ecs.FargateService,
    private readonly targets: elbv2.ApplicationTargetGroup,
  ) {}

  /** How many tasks could take requests, at the worst moment. */
  public healthyTasks(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.targets.metrics.healthyHostCount({ statistic: 'Minimum', ...MINUTE, ...options });
  }

  /** How many tasks were running and could not, at the best moment. */
  public unhealthyTasks(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.targets.metrics.unhealthyHostCount({ statistic: 'Minimum', ...MINUTE, ...options });
  }

  /** How many requests reached tasks. */
  public requests(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.targets.metrics.requestCount({ ...MINUTE, ...options });
  }

  /** How many requests tasks answered 5xx. */
  public serverErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const code = elbv2.HttpCodeTarget.TARGET_5XX_COUNT;
    return this.targets.metrics.httpCodeTarget(code, { ...MINUTE, ...options });
  }

  /** How much of their CPU the tasks use on average, in percent. */
  public cpuUtilization(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.service.metricCpuUtilization({ ...MINUTE, ...options });
  }
}
