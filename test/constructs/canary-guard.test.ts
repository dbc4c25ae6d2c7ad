import { Match, Template } from 'aws-cdk-lib/assertions';
import { Duration, Token } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CanaryGuard, type CanaryGuardProps } from '../../lib/constructs/canary-guard';
import { CanaryRelease } from '../../lib/constructs/canary-release';
import { RestApi } from '../../lib/constructs/rest-api';
import { TestStack } from '../support/app';
import { first, propertiesOf, type Resources, testPromises } from '../support/promises';

const ALARM = 'AWS::CloudWatch::Alarm';
const PERMISSION = 'AWS::Lambda::Permission';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms';

function template(props: Partial<CanaryGuardProps> = {}): Template {
  const stack = new TestStack();
  const { api } = new RestApi(stack, 'Api', { description: 'objects', stageName: 'live' });
  api.root.addMethod('GET', new apigateway.MockIntegration());
  const { widgets, alarms } = new CanaryGuard(stack, 'Guard', {
    canary: new CanaryRelease(stack, 'Canary', { api, percentTraffic: 0 }),
    topic: sns.Topic.fromTopicArn(stack, 'Topic', TOPIC),
    runbook: 'canary.md',
    routes: ['GET /'],
    latencyTarget: Duration.millis(300),
    ...props,
  });
  new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[...widgets]] });
  new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(...alarms) });
  return Template.fromStack(stack);
}

const standard = template();
const described = (section: string) => Match.stringLikeRegexp(`canary\\.md#${section}$`);
const FUNCTION = { 'Fn::GetAtt': [Match.stringLikeRegexp('^GuardStop'), 'Arn'] };
const STOPS = { AlarmActions: [TOPIC, FUNCTION], OKActions: [TOPIC] };

/** Breaks the alarm whose runbook section is named. */
function breakAlarm(resources: Resources, section: string, defect: object): void {
  const alarm = Object.values(resources).find(({ Type, Properties }) => {
    return Type === ALARM && String(Properties?.AlarmDescription).endsWith(`#${section}`);
  });
  if (!alarm?.Properties) throw new Error(`no alarm of ${section}`);
  Object.assign(alarm.Properties, defect);
}

testPromises(
  () => standard,
  [
    {
      promise: 'stops a canary of which more than 1 % are answered 5xx, of at least 20 requests',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: described('canary-server-errors'),
          ...STOPS,
          Threshold: 1,
          TreatMissingData: 'notBreaching',
          Metrics: Match.arrayWith([
            // Where nothing failed, nothing was counted.
            Match.objectLike({
              Expression: 'IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0)',
            }),
            Match.objectLike({
              Id: 'errors',
              MetricStat: Match.objectLike({
                Metric: Match.objectLike({ MetricName: 'CanaryServerErrors' }),
                Stat: 'Sum',
              }),
            }),
          ]),
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'canary-server-errors', { AlarmActions: [TOPIC] });
      },
    },
    {
      promise: 'stops a canary that is slow',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: described('canary-latency'),
          ...STOPS,
          MetricName: 'Latency',
          Dimensions: Match.arrayWith([{ Name: 'Stage', Value: 'live/Canary' }]),
          ExtendedStatistic: 'p99',
          Threshold: 300,
          TreatMissingData: 'notBreaching',
          EvaluateLowSampleCountPercentile: 'ignore',
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'canary-latency', { Dimensions: [] });
      },
    },
    {
      promise: 'tells when it could not stop it, and does not try again for that',
      holds: (of) => {
        of.hasResourceProperties(ALARM, {
          AlarmDescription: described('canary-not-stopped'),
          MetricName: 'Errors',
          Threshold: 0,
          AlarmActions: [TOPIC],
        });
      },
      mutant: (resources) => {
        breakAlarm(resources, 'canary-not-stopped', { MetricName: 'Invocations' });
      },
    },
    {
      promise: 'lets each alarm that stops call the function, and nothing else',
      holds: (of) => {
        const callers = propertiesOf(of, PERMISSION).map(
          ({ Principal, SourceArn }) => `${String(Principal)} ${JSON.stringify(SourceArn)}`,
        );
        const alarms = Object.entries(of.findResources(ALARM)).flatMap(([id, { Properties }]) =>
          (Properties as { AlarmActions: unknown[] }).AlarmActions.length > 1 ? [id] : [],
        );
        expect(callers.sort()).toEqual(
          alarms
            .map((id) => `lambda.alarms.cloudwatch.amazonaws.com {"Fn::GetAtt":["${id}","Arn"]}`)
            .sort(),
        );
      },
      mutant: (resources) => {
        delete first(resources, PERMISSION).SourceArn;
      },
    },
    {
      promise: 'may change this one stage, and no other',
      holds: (of) => {
        of.hasResourceProperties('AWS::IAM::Policy', {
          PolicyDocument: {
            Statement: Match.arrayWith([
              {
                Action: 'apigateway:PATCH',
                Effect: 'Allow',
                Resource: {
                  'Fn::Join': [
                    '',
                    [
                      'arn:',
                      { Ref: 'AWS::Partition' },
                      ':apigateway:',
                      { Ref: 'AWS::Region' },
                      '::/restapis/',
                      { Ref: Match.stringLikeRegexp('^Api') },
                      '/stages/live',
                    ],
                  ],
                },
              },
            ]),
          },
        });
      },
      mutant: (resources) => {
        const { PolicyDocument } = first(resources, 'AWS::IAM::Policy');
        const { Statement } = PolicyDocument as { Statement: { Resource: unknown }[] };
        for (const statement of Statement) statement.Resource = '*';
      },
    },
    {
      promise: 'stops the canary of this stage, whatever it is called with',
      holds: (of) => {
        of.hasResourceProperties('AWS::Lambda::Function', {
          Environment: {
            Variables: {
              REST_API_ID: { Ref: Match.stringLikeRegexp('^Api') },
              STAGE_NAME: 'live',
            },
          },
        });
      },
      mutant: (resources) => {
        delete first(resources, 'AWS::Lambda::Function').Environment;
      },
    },
  ],
);

test('takes other limits', () => {
  const strict = template({ serverErrorPercent: 5, minimumRequests: 100, routes: [] });
  strict.resourceCountIs(ALARM, 2);
  strict.hasResourceProperties(ALARM, { Threshold: 5 });
  expect(JSON.stringify(strict.toJSON())).toContain('requests >= 100');
});

test('shows on a dashboard what the alarms watch', () => {
  const board = JSON.stringify(standard.findResources('AWS::CloudWatch::Dashboard'));
  for (const metric of ['CanaryRequests', 'CanaryServerErrors', 'Latency']) {
    expect(board).toContain(metric);
  }
});

test('fails the synthesis when a route is not there, whose alarm could never go off', () => {
  const synthesis = () => template({ routes: ['GET /', 'PUT /', 'GET /object'] });
  expect(synthesis).toThrow('routes is "PUT /": Test/Api/Resource has no such route');
  expect(synthesis).toThrow('routes is "GET /object"');
  expect(synthesis).not.toThrow('routes is "GET /"');
});

test('says every problem in one error', () => {
  const props = { routes: ['objects', 'GET /', 'GET /'], serverErrorPercent: -1 };
  expect(() => template(props)).toThrow(
    /^routes is "objects": name a method .*\nroutes is "GET .*": name it once\nserverErrorPercent is -1: .*$/,
  );
});

test('has no graph of routes when none is named, which CloudWatch would refuse', () => {
  const of = template({ routes: [] });
  expect(JSON.stringify(of.findResources('AWS::CloudWatch::Dashboard'))).not.toContain(
    'p99 of each',
  );
});

test('writes limits that only the deploy knows as CloudFormation has them', () => {
  const later = Token.asNumber({ Ref: 'Later' });
  const of = template({
    serverErrorPercent: later,
    minimumRequests: later,
    latencyTarget: Duration.millis(later),
  });
  expect(JSON.stringify(of.findResources(ALARM))).not.toMatch(/e\+\d{3}|TOKEN/);
  of.hasResourceProperties(ALARM, { Threshold: { Ref: 'Later' } });
});

test('shows every alarm, so that one can stand for all', () => {
  const [any] = Object.values(standard.findResources('AWS::CloudWatch::CompositeAlarm'));
  const rule = JSON.stringify(any?.Properties);
  const ids = Object.keys(standard.findResources(ALARM));
  expect(ids.filter((id) => !rule.includes(id))).toEqual([]);
  expect(ids).not.toEqual([]);
});
