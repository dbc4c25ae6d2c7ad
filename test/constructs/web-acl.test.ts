import { Match, Template } from 'aws-cdk-lib/assertions';
import { RemovalPolicy, Token } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { WebAcl, type WebAclProps } from '../../lib/constructs/web-acl';
import { TestStack } from '../support/app';
import { first, propertiesOf, testPromises } from '../support/promises';

const WEB_ACL = 'AWS::WAFv2::WebACL';
const LOGGING = 'AWS::WAFv2::LoggingConfiguration';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';

interface Visibility {
  CloudWatchMetricsEnabled: boolean;
  SampledRequestsEnabled: boolean;
}

interface Rule {
  Name: string;
  Action?: object;
  OverrideAction?: object;
  Statement: {
    RateBasedStatement?: { Limit: number; AggregateKeyType: string };
    ManagedRuleGroupStatement?: { Name: string; RuleActionOverrides: { Name: string }[] };
  };
  VisibilityConfig: Visibility;
}

function template(props: Partial<WebAclProps> = {}): Template {
  const stack = new TestStack();
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET');
  new WebAcl(stack, 'WebAcl', { api, requestsPerAddress: 3000, ...props });
  return Template.fromStack(stack);
}

function rulesOf(of: Template): Rule[] {
  return propertiesOf<{ Rules: Rule[] }>(of, WEB_ACL).flatMap(({ Rules }) => Rules);
}

/** The rules of a managed group that only count. */
function counted(of: Template, group: string): string[] | undefined {
  return rulesOf(of)
    .map(({ Statement }) => Statement.ManagedRuleGroupStatement)
    .find((statement) => statement?.Name === `AWSManagedRules${group}`)
    ?.RuleActionOverrides.map(({ Name }) => Name);
}

const broken = (resources: Parameters<typeof first>[0]) =>
  first(resources, WEB_ACL).Rules as Rule[];

testPromises(template, [
  {
    promise: 'stands in front of the stage',
    holds: (of) => {
      of.hasResourceProperties(ASSOCIATION, {
        WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebAcl'), 'Arn'] },
        ResourceArn: {
          'Fn::Join': [
            '',
            Match.arrayWith([
              '/stages/',
              { Ref: Match.stringLikeRegexp('^ApiDeploymentStageprod') },
            ]),
          ],
        },
      });
    },
    mutant: (resources) => {
      first(resources, ASSOCIATION).ResourceArn = 'arn:aws:apigateway:eu-west-1::/restapis/other';
    },
  },
  {
    promise: 'blocks by the rule groups of AWS, which are not all set to count',
    holds: (of) => {
      const groups = rulesOf(of).filter(({ OverrideAction }) => OverrideAction !== undefined);
      expect(groups.map(({ Name }) => Name)).toEqual([
        'AmazonIpReputationList',
        'CommonRuleSet',
        'KnownBadInputsRuleSet',
      ]);
      expect(groups.filter(({ OverrideAction = {} }) => !('None' in OverrideAction))).toEqual([]);
    },
    mutant: (resources) => {
      for (const rule of broken(resources)) {
        if (rule.Name === 'CommonRuleSet') rule.OverrideAction = { Count: {} };
      }
    },
  },
  {
    promise: 'blocks by every rule of them unless told otherwise',
    holds: (of) => {
      expect(counted(of, 'CommonRuleSet')).toEqual([]);
      expect(counted(of, 'KnownBadInputsRuleSet')).toEqual([]);
    },
    mutant: (resources) => {
      for (const { Statement } of broken(resources)) {
        Statement.ManagedRuleGroupStatement?.RuleActionOverrides.push({ Name: 'PROPFIND_METHOD' });
      }
    },
  },
  {
    promise: 'limits each address by itself',
    holds: (of) => {
      const [limit] = rulesOf(of);
      expect(limit).toMatchObject({
        Action: { Block: {} },
        Statement: { RateBasedStatement: { Limit: 3000, AggregateKeyType: 'IP' } },
      });
    },
    mutant: (resources) => {
      for (const rule of broken(resources)) if (rule.Action) rule.Action = { Count: {} };
    },
  },
  {
    promise: 'measures each rule, and keeps no sample, which would hold tokens',
    holds: (of) => {
      const all = rulesOf(of).map(({ VisibilityConfig }) => VisibilityConfig);
      const [whole] = propertiesOf<{ VisibilityConfig: Visibility }>(of, WEB_ACL);
      expect(all).toHaveLength(4);
      for (const visibility of [...all, whole?.VisibilityConfig]) {
        expect(visibility).toMatchObject({
          CloudWatchMetricsEnabled: true,
          SampledRequestsEnabled: false,
        });
      }
    },
    mutant: (resources) => {
      for (const { VisibilityConfig } of broken(resources)) {
        VisibilityConfig.SampledRequestsEnabled = true;
      }
    },
  },
  {
    promise: 'gives no two rules the same priority',
    holds: (of) => {
      const priorities = propertiesOf<{ Rules: { Priority: number }[] }>(of, WEB_ACL)
        .flatMap(({ Rules }) => Rules)
        .map(({ Priority }) => Priority);
      expect(new Set(priorities).size).toBe(4);
    },
    mutant: (resources) => {
      for (const rule of broken(resources)) Object.assign(rule, { Priority: 1 });
    },
  },
  {
    promise: 'logs to a group whose name WAF takes, and which ends',
    holds: (of) => {
      of.hasResource(LOG_GROUP, {
        Properties: {
          LogGroupName: { 'Fn::Join': ['', ['aws-waf-logs-', Match.anyValue()]] },
          RetentionInDays: 365,
        },
        DeletionPolicy: 'Retain',
      });
      of.hasResourceProperties(LOGGING, {
        LogDestinationConfigs: [
          { 'Fn::Join': ['', Match.arrayWith([{ Ref: Match.stringLikeRegexp('^WebAclLog') }])] },
        ],
      });
    },
    mutant: (resources) => {
      first(resources, LOG_GROUP).LogGroupName = 'web-acl';
    },
  },
  {
    promise: 'logs what is blocked, and only that',
    holds: (of) => {
      of.hasResourceProperties(LOGGING, {
        LoggingFilter: {
          DefaultBehavior: 'DROP',
          Filters: [{ Behavior: 'KEEP', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] }],
        },
      });
    },
    mutant: (resources) => {
      delete first(resources, LOGGING).LoggingFilter;
    },
  },
  {
    promise: 'logs no signature, no token and no key',
    holds: (of) => {
      of.hasResourceProperties(LOGGING, {
        RedactedFields: [
          { SingleHeader: { Name: 'authorization' } },
          { SingleHeader: { Name: 'x-amz-security-token' } },
          { SingleHeader: { Name: 'x-api-key' } },
          { QueryString: {} },
        ],
      });
    },
    mutant: (resources) => {
      (first(resources, LOGGING).RedactedFields as unknown[]).pop();
    },
  },
]);

test('takes another retention, and leaves no log when told so', () => {
  template({
    logRetention: logs.RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  }).hasResource(LOG_GROUP, { Properties: { RetentionInDays: 7 }, DeletionPolicy: 'Delete' });
});

test('counts by the rules that it is told, in the group that has them', () => {
  const of = template({ countedRules: ['ExploitablePaths_URIPATH', 'SizeRestrictions_BODY'] });
  expect(counted(of, 'CommonRuleSet')).toEqual(['SizeRestrictions_BODY']);
  expect(counted(of, 'KnownBadInputsRuleSet')).toEqual(['ExploitablePaths_URIPATH']);
  expect(counted(of, 'AmazonIpReputationList')).toEqual([]);
});

test('shows its ARN', () => {
  const stack = new TestStack();
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET');
  const { webAclArn } = new WebAcl(stack, 'WebAcl', { api, requestsPerAddress: 10 });
  expect(stack.resolve(webAclArn)).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^WebAcl/), 'Arn'],
  });
});

test.each([9, 10.5, Number.NaN, 2_000_000_001])(
  'refuses %p requests for each address',
  (requestsPerAddress) => {
    expect(() => template({ requestsPerAddress })).toThrow(
      `requestsPerAddress is ${String(requestsPerAddress)}: WAF takes a whole number from 10 to 2,000,000,000`,
    );
  },
);

test('takes a number that only the deploy knows', () => {
  const [limit] = rulesOf(template({ requestsPerAddress: Token.asNumber({ Ref: 'Limit' }) }));
  expect(limit?.Statement.RateBasedStatement?.Limit).toEqual({ Ref: 'Limit' });
});

test('refuses a rule that AWS does not have and an imported API in one error, and creates nothing', () => {
  const stack = new TestStack();
  const api = apigateway.RestApi.fromRestApiId(stack, 'Api', 'a1b2c3d4e5');
  const countedRules = JSON.parse('["SizeRestriction_BODY"]') as WebAclProps['countedRules'];
  expect(() => new WebAcl(stack, 'WebAcl', { api, requestsPerAddress: 10, countedRules })).toThrow(
    /^api is "Test\/Api": .*\ncountedRules is "SizeRestriction_BODY": WAF ignores a name that no rule has/,
  );
  Template.fromStack(stack).resourceCountIs(WEB_ACL, 0);
});

test('refuses a retention that CloudWatch Logs does not have', () => {
  const logRetention = JSON.parse('10') as logs.RetentionDays;
  expect(() => template({ logRetention })).toThrow(
    'logRetention is 10: use a value of logs.RetentionDays',
  );
});
