import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { checkStage } from './own-stage';
import { isOneOf, isWhole, Problems } from './problems';
import { type ManagedRule, RULE_GROUPS } from './web-acl-rules';

/** Properties for {@link WebAcl}. */
export interface WebAclProps {
  /** The API; its one stage is what the web ACL stands in front of. */
  readonly api: apigateway.IRestApi;

  /** Requests that one address may send in any five minutes before it is blocked; 10 or more. */
  readonly requestsPerAddress: number;

  /**
   * Rules of AWS that count a request instead of blocking it, for example `SizeRestrictions_BODY` where more
   * than 8 KB may be sent: each rule that would block what the API allows.
   *
   * @default - none: every rule does what AWS has it do
   */
  readonly countedRules?: readonly ManagedRule[];

  /**
   * How long the log of blocked requests is kept.
   *
   * @default - one year
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of that log when the web ACL is deleted.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Headers that hold a signature, a token or a key. */
const SECRET_HEADERS = ['authorization', 'x-amz-security-token', 'x-api-key'];

/**
 * A web ACL in front of the stage of a REST API: rule groups that AWS keeps, a limit for each address, and
 * a log of what was blocked. Make it in the stack of the API.
 *
 * @throws when the API has no stage in this app, or WAF would refuse or ignore a property, with every problem
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
 */
export class WebAcl extends Construct {
  /** The ARN of the web ACL, for what else it is to stand in front of. */
  public readonly webAclArn: string;

  public constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { api, requestsPerAddress } = props;
    const countedRules: readonly string[] = props.countedRules ?? [];
    requireUsable(props);

    const webAcl = new wafv2.CfnWebACL(this, 'Resource', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('WebAcl'),
      rules: [
        {
          name: 'RequestsPerAddress',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: requestsPerAddress } },
          visibilityConfig: visibility('RequestsPerAddress'),
        },
        ...Object.entries(RULE_GROUPS).map(([name, rules], index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name: `AWSManagedRules${name}`,
              ruleActionOverrides: rules
                .filter((rule) => countedRules.includes(rule))
                .map((rule) => ({ name: rule, actionToUse: { count: {} } })),
            },
          },
          visibilityConfig: visibility(name),
        })),
      ],
    });
    this.logBlocked(webAcl, props);
    new wafv2.CfnWebACLAssociation(this, 'Association', {
      webAclArn: webAcl.attrArn,
      resourceArn: api.deploymentStage.stageArn,
    });
    this.webAclArn = webAcl.attrArn;
  }

  /** Every request is in the access log of the stage; what is blocked never gets there with its reason. */
  private logBlocked(webAcl: wafv2.CfnWebACL, props: WebAclProps): void {
    const logGroup = new logs.LogGroup(this, 'Log', {
      // WAF writes only to names that begin so; the id of the web ACL makes this one unique.
      logGroupName: `aws-waf-logs-${webAcl.attrId}`,
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    new wafv2.CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: webAcl.attrArn,
      // Not the ARN of the construct, which ends in a star.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroup.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
          },
        ],
      },
      redactedFields: [
        ...SECRET_HEADERS.map((Name) => ({ singleHeader: { Name } })),
        // A presigned request has its signature and its token there.
        { queryString: {} },
      ],
    });
  }
}

function requireUsable(props: WebAclProps): void {
  const { api, requestsPerAddress, countedRules = [], logRetention } = props;
  const problems = new Problems();
  checkStage(problems, api);
  problems.check(
    'requestsPerAddress',
    requestsPerAddress,
    isWhole(10, 2_000_000_000),
    'WAF takes a whole number from 10 to 2,000,000,000',
  );
  problems.check(
    'logRetention',
    logRetention,
    isOneOf(logs.RetentionDays),
    'use a value of logs.RetentionDays',
  );
  const known: string[] = Object.values(RULE_GROUPS).flat();
  for (const rule of countedRules) {
    problems.check(
      'countedRules',
      rule,
      () => known.includes(rule),
      'WAF ignores a name that no rule has; use one of lib/constructs/web-acl-rules.ts',
    );
  }
  problems.throwIfAny();
}

/** Metrics, but no samples: nothing is redacted in those. */
function visibility(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
