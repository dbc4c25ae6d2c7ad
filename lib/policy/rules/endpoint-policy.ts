import { isOwnAccount } from '../account';
import { parseArn } from '../arn';
import type { Finding, Rule } from '../rule';
import { at, type Statement, statementsOf } from '../statements';

/** A VPC endpoint without a policy is a way out for whatever credentials are brought into the VPC. */
export const endpointPolicy: Rule = {
  id: 'endpoint-policy',
  demands:
    'A VPC endpoint takes requests of this account alone, a gateway endpoint only for what this account owns.',
  remedy:
    'demand aws:PrincipalAccount, and of a gateway endpoint aws:ResourceAccount; the one exception is reading layers of images from the bucket of ECR',
  findings: (model) => [
    ...model
      .ofType('AWS::EC2::VPCEndpoint')
      .filter(({ properties }) => properties.PolicyDocument === undefined)
      .map((resource): Finding => ({
        resource,
        path: 'PolicyDocument',
        value: 'everything is allowed',
      })),
    ...statementsOf(model)
      .filter(({ kind, allows }) => kind === 'endpoint' && allows)
      .filter((statement) => !staysInAccount(statement) && !readsLayers(statement))
      .map((statement) => at(statement, 'Condition', statement.actions.join(', '))),
  ],
};

function staysInAccount({ resource, conditions }: Statement): boolean {
  const isGateway = resource.properties.VpcEndpointType !== 'Interface';
  const keys = ['aws:principalaccount', ...(isGateway ? ['aws:resourceaccount'] : [])];
  return keys.every((key) => {
    const accounts = conditions.get(`stringequals ${key}`) ?? [];
    return accounts.length > 0 && accounts.every((account) => isOwnAccount(resource, account));
  });
}

function readsLayers({ actions, resources }: Statement): boolean {
  return (
    actions.every((action) => action === 's3:GetObject') &&
    resources
      .map(parseArn)
      .every(
        (arn) => arn?.service === 's3' && /^prod-[^*?/]+-starport-layer-bucket\/\*$/.test(arn.name),
      )
  );
}
