import type { Finding, Rule } from '../rule';

/** Custom resources, which do in a function what no template says. */
const HELPERS = ['Custom::S3AutoDeleteObjects', 'Custom::VpcRestrictDefaultSG'];

/** Properties that hold routes, methods or whole templates where no rule looks. */
const HIDING: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': ['Body', 'BodyS3Location', 'CloneFrom'],
  'AWS::ApiGatewayV2::Api': ['Body', 'BodyS3Location', 'Target', 'RouteKey'],
};

const MAKES_MORE =
  /^AWS::(CloudFormation::(Stack|StackSet|Macro|CustomResource)|Serverless::.*|CloudFormation::.*::MODULE)$|::MODULE$/;

/** What no template shows, no rule reads. */
export const unseen: Rule = {
  id: 'unseen',
  demands: 'Everything that is deployed stands in a template, as it is deployed.',
  remedy: 'write it as resources; a custom resource goes on the list in lib/policy/rules/unseen.ts',
  findings: (model) => [
    ...model.resources.flatMap((resource): Finding[] => {
      const { type, properties } = resource;
      const isMore =
        MAKES_MORE.test(type) || (type.startsWith('Custom::') && !HELPERS.includes(type));
      const hiding = (HIDING[type] ?? []).filter((name) => name in properties);
      return [
        ...(isMore ? [{ resource, path: 'Type', value: type }] : []),
        ...hiding.map((path) => ({ resource, path, value: `${type} by ${path}` })),
        ...(JSON.stringify(properties).includes('"Fn::Transform"')
          ? [{ resource, path: '', value: 'Fn::Transform' }]
          : []),
      ];
    }),
  ],
};
