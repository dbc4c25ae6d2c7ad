import { attributeOf, type Template, type TemplateChange } from '../template';

interface PolicyDocument {
  readonly Statement: Record<string, unknown>[];
}

type Entry = readonly [logicalId: string, properties: Record<string, unknown>];

function resourcesOf(template: Template, type: string): Entry[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([logicalId, { Properties = {} }]) => [logicalId, Properties]);
}

/** A container without credentials would end at once, and again, until the deployment has failed. */
function holdTasks(template: Template): TemplateChange[] {
  const type = 'AWS::ECS::Service';
  return resourcesOf(template, type).map(([, properties]) => {
    properties.DesiredCount = 0;
    return { type, change: 'its tasks start after the deploy, with credentials of their role' };
  });
}

function trustThisAccount(template: Template): TemplateChange[] {
  const type = 'AWS::IAM::Role';
  const taskRoles = resourcesOf(template, 'AWS::ECS::TaskDefinition').map(
    ([, { TaskRoleArn: arn }]) =>
      typeof arn === 'object' && arn !== null ? attributeOf(arn)?.[0] : undefined,
  );
  return resourcesOf(template, type)
    .filter(([logicalId]) => taskRoles.includes(logicalId))
    .map(([, { AssumeRolePolicyDocument: trust }]) => {
      (trust as PolicyDocument).Statement.push({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
      });
      return {
        type,
        change: 'task roles trust the account too, which hands out their credentials',
      };
    });
}

function allowDescribeRepositories(template: Template): TemplateChange[] {
  const type = 'AWS::IAM::Policy';
  const action = 'ecr:DescribeRepositories';
  return resourcesOf(template, type)
    .map(([, { PolicyDocument: document }]) => (document as PolicyDocument).Statement)
    .filter((statements) => statements.some(({ Action }) => [Action].flat().includes(action)))
    .map((statements) => {
      statements.push({ Effect: 'Allow', Action: action, Resource: '*' });
      return { type, change: `${action} is allowed on *, the only resource that is looked at` };
    });
}

/**
 * Changes a copy of a template so that the real CDK CLI can publish images to the emulated ECR and the
 * emulated ECS can run them under their own role; answers what was changed.
 */
export function prepareForContainers(template: Template): TemplateChange[] {
  return [
    ...holdTasks(template),
    ...trustThisAccount(template),
    ...allowDescribeRepositories(template),
  ];
}
