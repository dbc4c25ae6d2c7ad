import type { Finding, Rule } from '../rule';
import { textsOf } from '../statements';

/** Policies that AWS writes, and changes, which a role may have; with what each grants today. */
export const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  // API Gateway compares the role with this one, and takes no other.
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:PutLogEvents',
    'logs:GetLogEvents',
    'logs:FilterLogEvents',
  ],
  // The CDK gives it to its helpers, whose logs the boundary does not let them write.
  'service-role/AWSLambdaBasicExecutionRole': [],
};

/** The name of a policy that AWS manages, without its partition. */
export function managedName(arn: string): string {
  return arn.replace(/^.*:iam::aws:policy\//, '');
}

/** AWS adds to its policies without asking. */
export const managedPolicy: Rule = {
  id: 'managed-policy',
  demands: 'A role has statements of its own.',
  remedy: 'write the statements that are needed',
  findings: (model) =>
    model.resources
      .filter(({ type }) => type.startsWith('AWS::IAM::'))
      .flatMap((resource) =>
        textsOf(resource.properties.ManagedPolicyArns)
          .filter((arn) => !(managedName(arn) in ACCEPTED))
          .map((value): Finding => ({ resource, path: 'ManagedPolicyArns', value })),
      ),
};
