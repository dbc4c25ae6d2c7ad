import { isOwnAccount, isOwnRoot } from '../account';
import type { Finding, Rule } from '../rule';
import { at, type Principal, type Statement, statementsOf } from '../statements';
import type { Model } from '../../template/model';

/** Which resource gives its role to which service, by which properties. */
const GIVEN: Readonly<Record<string, readonly [service: string, ...properties: string[]]>> = {
  'AWS::ApiGateway::Account': ['apigateway.amazonaws.com', 'CloudWatchRoleArn'],
  'AWS::EC2::FlowLog': ['vpc-flow-logs.amazonaws.com', 'DeliverLogsPermissionArn'],
  'AWS::ECS::TaskDefinition': ['ecs-tasks.amazonaws.com', 'TaskRoleArn', 'ExecutionRoleArn'],
  'AWS::Lambda::Function': ['lambda.amazonaws.com', 'Role'],
};

/** Services that say on whose behalf they act, so that a trust policy has to ask. */
const SENDS_SOURCE_ACCOUNT = ['ecs-tasks.amazonaws.com', 'vpc-flow-logs.amazonaws.com'];

/** Roles that principals of this account assume, and what for. */
const FROM_OUTSIDE: Readonly<Record<string, string>> = {
  ApiClient: 'a client of the API',
  ImagesPublishingRole: 'the CDK CLI, which publishes images',
};

/** A role is assumed by what it was made for. */
export const trust: Rule = {
  id: 'trust',
  demands: 'A role is assumed by the service of the resource that it is given to, or is on a list.',
  remedy:
    'trust the one service whose resource has the role, with aws:SourceAccount where it sends that; a role for people or programs of this account goes on the list in lib/policy/rules/trust.ts',
  findings: (model) => {
    const given = servicesByRole(model);
    return statementsOf(model)
      .filter(({ kind, allows }) => kind === 'trust' && allows)
      .flatMap((statement) => [
        ...statement.actions
          .filter((action) => action !== 'sts:AssumeRole')
          .map((action) => at(statement, 'Action', action)),
        ...untrusted(statement, given),
      ]);
  },
};

function untrusted(statement: Statement, given: ReadonlySet<string>): Finding[] {
  const { resource, principals } = statement;
  if (principals.length === 0) return [at(statement, 'Principal', 'nobody is named')];
  const isGood = ({ type, name }: Principal) =>
    type === 'Service'
      ? given.has(`${resource.stack.name}/${resource.id} ${name}`) &&
        asksForAccount(statement, name)
      : type === 'AWS' && isOwnRoot(resource, name) && withoutHash(resource.id) in FROM_OUTSIDE;
  return principals
    .filter((principal) => !isGood(principal))
    .map(({ type, name }) => at(statement, `Principal.${type}`, name));
}

function asksForAccount({ resource, conditions }: Statement, service: string): boolean {
  if (!SENDS_SOURCE_ACCOUNT.includes(service)) return true;
  const accounts = conditions.get('stringequals aws:sourceaccount') ?? [];
  return accounts.length > 0 && accounts.every((account) => isOwnAccount(resource, account));
}

/** Each role with the service of a resource that has it. */
function servicesByRole(model: Model): Set<string> {
  const pairs = model.resources.flatMap(({ type, properties }) => {
    const [service, ...names] = GIVEN[type] ?? [];
    return names
      .map((name) => model.target(properties[name]))
      .flatMap((role) =>
        role && service !== undefined ? [`${role.stack.name}/${role.id} ${service}`] : [],
      );
  });
  return new Set(pairs);
}

/** A logical id as it was written, without what the CDK adds. */
function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}
