/** A CloudFormation template as far as it is read here. */
export interface Template {
  readonly Resources: Record<string, TemplateResource>;
}

/** One resource of a {@link Template}. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** What was changed in a copy of a template, for the support table. */
export interface TemplateChange {
  readonly logicalId: string;
  readonly type: string;

  /** What was changed and why, as one sentence without a full stop. */
  readonly change: string;
}

interface PolicyDocument {
  readonly Statement: Record<string, unknown>[];
}

function resourcesOf(template: Template, type: string): [string, Record<string, unknown>][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([logicalId, { Properties = {} }]) => [logicalId, Properties]);
}

/** The logical id in `{ 'Fn::GetAtt': [id, 'Arn'] }`. */
function target(reference: unknown): string | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined;
  const getAtt: unknown = Object.entries(reference).find(([key]) => key === 'Fn::GetAtt')?.[1];
  const id: unknown = Array.isArray(getAtt) ? getAtt[0] : undefined;
  return typeof id === 'string' ? id : undefined;
}

function holdTasks(template: Template): TemplateChange[] {
  const type = 'AWS::ECS::Service';
  return resourcesOf(template, type).map(([logicalId, properties]) => {
    properties.DesiredCount = 0;
    return {
      logicalId,
      type,
      change: 'tasks start after the deploy, with their role’s credentials',
    };
  });
}

function trustThisAccount(template: Template): TemplateChange[] {
  const type = 'AWS::IAM::Role';
  const taskRoles = resourcesOf(template, 'AWS::ECS::TaskDefinition').map(([, { TaskRoleArn }]) =>
    target(TaskRoleArn),
  );
  return resourcesOf(template, type)
    .filter(([logicalId]) => taskRoles.includes(logicalId))
    .map(([logicalId, properties]) => {
      (properties.AssumeRolePolicyDocument as PolicyDocument).Statement.push({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
      });
      return {
        logicalId,
        type,
        change:
          'trusts the account too: the emulator gives containers no credentials of their role',
      };
    });
}

function describeRepositories(template: Template): TemplateChange[] {
  const type = 'AWS::IAM::Policy';
  const Action = 'ecr:DescribeRepositories';
  return resourcesOf(template, type)
    .map(([logicalId, { PolicyDocument }]) => ({
      logicalId,
      document: PolicyDocument as PolicyDocument,
    }))
    .filter(({ document }) =>
      document.Statement.some((one) => [one.Action].flat().includes(Action)),
    )
    .map(({ logicalId, document }) => {
      document.Statement.push({ Effect: 'Allow', Action, Resource: '*' });
      return {
        logicalId,
        type,
        change: `${Action} on "*": the emulator looks at no narrower name`,
      };
    });
}

/**
 * Changes a copy of a template so that the real CDK CLI can publish images to the emulated ECR and the
 * emulated ECS can run them under their own role; answers what was changed.
 */
export function prepareForContainers(template: Template): TemplateChange[] {
  return [...holdTasks(template), ...trustThisAccount(template), ...describeRepositories(template)];
}

/** The part of an asset manifest that is read here. */
export interface AssetManifest {
  dockerImages?: Record<string, unknown>;
}

/** Takes the images out of a copy of an asset manifest: without an engine the CLI cannot build them. */
export function withoutImages(manifest: AssetManifest): void {
  delete manifest.dockerImages;
}
