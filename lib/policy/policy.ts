import { type App, type PolicyValidationPluginReport, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { HouseRules } from './house-rules';

/**
 * The rules that every template must meet: the AWS Solutions rules of cdk-nag. Their findings are named
 * alike in every environment, so that one acknowledgement beside a resource holds for all of them.
 *
 * @see https://github.com/cdklabs/cdk-nag
 */
export class HousePolicy extends AwsSolutionsChecks {
  public override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    const { success, violations } = super.validateScope(scope);
    return {
      success,
      violations: violations.map((violation) => ({
        ...violation,
        ruleName: nameInAnyEnvironment(violation.ruleName),
      })),
    };
  }
}

/**
 * Takes from the name of a finding what differs between environments: the stack and the hash in the name
 * of an export; partition, Region and account in an ARN, each of which is a literal or a reference by itself.
 */
export function nameInAnyEnvironment(finding: string): string {
  return finding
    .replace(/[\w-]+:ExportsOutputFnGetAtt(\w+?)[0-9A-F]{8}Arn[0-9A-F]{8}/g, '<$1.Arn>')
    .replace(/<([A-Za-z]+)[0-9A-F]{8}>/g, '<$1>')
    .replace(/arn:aws[a-z-]*:s3:::/g, 'arn:<AWS::Partition>:s3:::')
    .replace(
      /arn:(?:aws[a-z-]*|<AWS::Partition>):([a-z0-9-]+):(?:[a-z0-9-]+|<AWS::Region>):(\d{12}|<AWS::AccountId>)?:/g,
      (_, service: string, account?: string) =>
        `arn:<AWS::Partition>:${service}:<AWS::Region>:${account === undefined ? '' : '<AWS::AccountId>'}:`,
    );
}

/**
 * Registers the policy, once and on the app: a pack walks the whole app wherever it is registered.
 */
export function registerPolicy(app: App): void {
  Validations.of(app).addPlugins(new HousePolicy(app), new HouseRules());
}
