import type { Rule } from '../rule';

/** The ceiling of a role holds whatever its policies say, if it has one. */
export const boundary: Rule = {
  id: 'boundary',
  demands: 'Every role carries a permissions boundary of the environment.',
  remedy: 'leave it to iam.PermissionsBoundary.of(environment).apply(...)',
  findings: (model) =>
    model
      .ofType('AWS::IAM::Role')
      .filter(
        ({ properties }) =>
          model.target(properties.PermissionsBoundary)?.type !== 'AWS::IAM::ManagedPolicy',
      )
      .map((resource) => ({
        resource,
        path: 'PermissionsBoundary',
        value: String(resource.properties.PermissionsBoundary),
      })),
};
