import type { Resource } from '../../template/model';
import type { Finding, Rule } from '../rule';
import { at, statementsOf } from '../statements';

/** Properties outside of policies that open a resource to everybody, by type, and what they may be. */
const OPEN: Readonly<Record<string, (properties: Resource['properties']) => string | undefined>> = {
  'AWS::ECR::PublicRepository': () => 'a public repository',
  'AWS::Events::EventBusPolicy': ({ Principal }) => (Principal === '*' ? 'Principal *' : undefined),
  'AWS::Lambda::LayerVersionPermission': ({ Principal }) =>
    Principal === '*' ? 'Principal *' : undefined,
  'AWS::Lambda::Permission': ({ Principal }) =>
    String(Principal).includes('*') ? `Principal ${String(Principal)}` : undefined,
  'AWS::Lambda::Url': ({ AuthType }) =>
    AuthType === 'AWS_IAM' ? undefined : `AuthType ${String(AuthType)}`,
  'AWS::S3::Bucket': ({ AccessControl, PublicAccessBlockConfiguration: block }) =>
    /^(Public|Authenticated)/.test(String(AccessControl))
      ? `AccessControl ${String(AccessControl)}`
      : missing(block),
};

/** No resource is open to everybody, whatever the conditions. */
export const everybody: Rule = {
  id: 'everybody',
  demands: 'No policy of a resource allows anything to everybody.',
  remedy: 'name the service, with the ARN on whose behalf it acts, or the role',
  findings: (model) => [
    ...statementsOf(model)
      .filter(({ kind, allows }) => kind !== 'endpoint' && allows)
      .flatMap((statement) =>
        statement.principals
          .filter(({ name }) => name.includes('*'))
          .map(({ type, name }) => at(statement, `Principal.${type}`, name)),
      ),
    ...model.resources.flatMap((resource): Finding[] => {
      const value = OPEN[resource.type]?.(resource.properties);
      return value === undefined ? [] : [{ resource, path: '', value }];
    }),
  ],
};

const BLOCKS = [
  'BlockPublicAcls',
  'BlockPublicPolicy',
  'IgnorePublicAcls',
  'RestrictPublicBuckets',
];

function missing(block: unknown): string | undefined {
  const set = (block ?? {}) as Record<string, unknown>;
  const off = BLOCKS.filter((name) => set[name] !== true);
  return off.length === 0 ? undefined : `without ${off.join(', ')}`;
}
