import { parseArn } from '../arn';
import { boundariesOf } from '../boundaries';
import type { Rule } from '../rule';
import { at, statementsOf } from '../statements';

/**
 * Actions that IAM cannot bind to a resource, and why a role may have them.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const WITHOUT_RESOURCE: Readonly<Record<string, string>> = {
  'ecr:GetAuthorizationToken': 'The token opens nothing that other statements do not name.',
  'xray:PutTelemetryRecords': 'A trace has no ARN.',
  'xray:PutTraceSegments': 'A trace has no ARN.',
};

/** A grant names what it is for: the one hole that a blanket acknowledgement would hide. */
export const starResource: Rule = {
  id: 'star-resource',
  demands: 'A role is granted an action on resources that are named.',
  remedy: `name the resource; only ${Object.keys(WITHOUT_RESOURCE).join(', ')} may stand on *`,
  findings: (model) => {
    const boundaries = boundariesOf(model);
    return statementsOf(model)
      .filter(
        ({ kind, allows, resource }) => kind === 'identity' && allows && !boundaries.has(resource),
      )
      .flatMap((statement) =>
        statement.resources
          .filter((resource) => !namesSomething(resource))
          .flatMap((resource) =>
            statement.actions
              .filter((action) => resource !== '*' || !(action in WITHOUT_RESOURCE))
              .map((action) => at(statement, 'Resource', `${action} on ${resource}`)),
          ),
      );
  },
};

function namesSomething(text: string): boolean {
  const arn = parseArn(text);
  if (!arn) return text.startsWith('‹');
  const { service, region, account, name } = arn;
  return (
    ![service, region, account].some((part) => part.includes('*')) &&
    /^[^*?]/.test(name.replace(/^\/?[a-z-]+[/:]/, ''))
  );
}
