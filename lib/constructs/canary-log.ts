import { Reference, Tokenization } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { defaultChild } from './default-child';
import type { Problems } from './problems';

/** What the filters of a canary read of each line. */
const FIELDS = { apiId: '$context.apiId', status: '$context.status' };

/**
 * Records a stage whose access log a canary cannot read: none, one that is no log group, and one whose lines
 * lack the fields. Nothing would then be counted, and no alarm would ever go off.
 *
 * @returns the ARN of the log group, empty when there is a problem
 */
export function checkCanaryLog(problems: Problems, stage: apigateway.Stage | undefined): string {
  if (!stage) return '';
  const { accessLogSetting } = defaultChild(stage, apigateway.CfnStage);
  const { destinationArn, format = '' } =
    accessLogSetting && 'destinationArn' in accessLogSetting
      ? accessLogSetting
      : { destinationArn: undefined };
  if (destinationArn === undefined) {
    problems.add('the access log of api', undefined, 'give its stage one, in JSON');
    return '';
  }
  if (!isLogGroup(destinationArn)) {
    problems.add(
      'the access log of api',
      destinationArn,
      'a canary reads only a log group; use one',
    );
  }
  if (!hasFields(format)) {
    problems.add(
      'the access log format of api',
      format,
      `a canary reads lines of JSON with ${JSON.stringify(FIELDS)} in them; add both`,
    );
  }
  return destinationArn;
}

/** Of a token only its resource is known, and not even that when another app has it. */
function isLogGroup(arn: string): boolean {
  const [token] = Tokenization.reverseString(arn).tokens;
  if (arn.includes(':logs:')) return true;
  return Reference.isReference(token)
    ? token.target instanceof logs.CfnLogGroup
    : token !== undefined && !arn.includes(':firehose:');
}

function hasFields(format: string): boolean {
  try {
    const line = JSON.parse(format) as Record<string, unknown>;
    return Object.entries(FIELDS).every(([name, variable]) => line[name] === variable);
  } catch {
    return false;
  }
}
