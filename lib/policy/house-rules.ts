import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib/core';
import type { SynthesizedStack, Template } from '../template/cloudformation';
import { Model } from '../template/model';
import { RULES } from './rules';

/**
 * Holds what was synthesized to the rules of this folder: the templates themselves, after every override and
 * every aspect.
 */
export class HouseRules implements IPolicyValidationPlugin {
  public readonly name = 'House';
  public readonly ruleIds = RULES.map(({ id }) => id);

  public validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const model = new Model(
      stackTemplates.map(({ templatePath, accountId, region }): SynthesizedStack => ({
        name: basename(templatePath, '.template.json'),
        account: accountId,
        region,
        template: JSON.parse(readFileSync(templatePath, 'utf8')) as Template,
      })),
    );
    const pathOf = new Map(
      stackTemplates.map(({ templatePath }) => [
        basename(templatePath, '.template.json'),
        templatePath,
      ]),
    );
    const violations = RULES.flatMap((rule) =>
      rule.findings(model).map(({ resource, path, value }): PolicyViolation => ({
        ruleName: rule.id,
        description: `${rule.demands} ${value}`,
        fix: rule.remedy,
        severity: 'error',
        violatingResources: [
          {
            resourceLogicalId: resource.id,
            templatePath: pathOf.get(resource.stack.name),
            locations: [`Properties.${path}`],
          },
        ],
      })),
    );
    return { success: violations.length === 0, violations };
  }
}
