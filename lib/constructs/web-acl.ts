import { ArnFormat, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** Properties for {@link WebAcl}. */
export interface WebAclProps {
  /** The API; its one stage is what the web ACL stands in front of. */
  readonly api: apigateway.IRestApi;

  /** Requests that one address may send in any five minutes before it is blocked; 10 or more. */
  readonly requestsPerAddress: number;

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

/**
 * The rule groups of AWS, and of each the rules that only count. Those would block objects: a body is
 * bytes that somebody stores, of any size and with any content, and a key may end in `.log` or `.ini`.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
const RULE_GROUPS: Readonly<Record<string, readonly string[]>> = {
  AmazonIpReputationList: [],
  CommonRuleSet: [
    'SizeRestrictions_BODY',
    'CrossSiteScripting_BODY',
    'EC2MetaDataSSRF_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'RestrictedExtensions_URIPATH',
    'RestrictedExtensions_QUERYARGUMENTS',
  ],
  KnownBadInputsRuleSet: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
};

/** Headers that hold a signature, a token or a key. */
const SECRET_HEADERS = ['authorization', 'x-amz-security-token', 'x-api-key'];

/**
 * A web ACL in front of the stage of a REST API: rule groups that AWS keeps, a limit for each address, and
 * a log of what was blocked. Make it in the stack of the API.
 *
 * @throws Error when `requestsPerAddress` is not a number that WAF takes
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
 */
export class WebAcl extends Construct {
  public constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { requestsPerAddress } = props;
    if (
      !Token.isUnresolved(requestsPerAddress) &&
      !(Number.isInteger(requestsPerAddress) && requestsPerAddress >= 10)
    ) {
      throw new Error(
        `requestsPerAddress is ${String(requestsPerAddress)}; WAF takes a whole number from 10 up`,
      );
    }

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
        ...Object.entries(RULE_GROUPS).map(([name, counted], index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name: `AWSManagedRules${name}`,
              ruleActionOverrides: counted.map((rule) => ({
                name: rule,
                actionToUse: { count: {} },
              })),
            },
          },
          visibilityConfig: visibility(name),
        })),
      ],
    });
    this.logBlocked(webAcl, props);
    new wafv2.CfnWebACLAssociation(this, 'Association', {
      webAclArn: webAcl.attrArn,
      resourceArn: props.api.deploymentStage.stageArn,
    });
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

/** Metrics, but no samples: nothing is redacted in those. */
function visibility(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
