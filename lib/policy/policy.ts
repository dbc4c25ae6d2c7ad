import { basename } from 'node:path';
import {
  App,
  type IPolicyValidationContext,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stack,
  Validations,
} from 'aws-cdk-lib/core';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';
import { HouseRules } from './house-rules';

/**
 * The AWS Solutions rules of cdk-nag, over the final templates: by itself cdk-nag reads what constructs say, and neither
 * an override nor a resource that is written by hand. Findings are named alike in every environment, so that one
 * acknowledgement beside a resource holds for all of them.
 *
 * @see https://github.com/cdklabs/cdk-nag
 */
export class HousePolicy extends AwsSolutionsChecks {
  public override validate({
    stackTemplates,
  }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = stackTemplates.flatMap(({ templatePath }) =>
      this.violationsIn(templatePath),
    );
    return { success: violations.length === 0, violations };
  }

  private violationsIn(templatePath: string): PolicyViolation[] {
    const final = new Stack(new App({ autoSynth: false, analyticsReporting: false }), 'Final');
    new CfnInclude(final, 'Template', { templateFile: templatePath });
    return this.validateScope(final).violations.map((violation) => ({
      ...violation,
      ruleName: nameInAnyEnvironment(violation.ruleName),
      violatingResources: violation.violatingResources.map(({ constructPath = '', locations }) => ({
        resourceLogicalId: basename(constructPath),
        templatePath,
        locations,
      })),
    }));
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
