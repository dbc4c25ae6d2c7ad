import { Validations } from 'aws-cdk-lib/core';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Properties for {@link ApiClientPolicy}. */
export interface ApiClientPolicyProps {
  /** The API. */
  readonly api: apigateway.IRestApi;

  /** The name of its stage. */
  readonly stageName: string;

  /** The versions that may be called. */
  readonly versions: readonly string[];

  /** The role that may call them. */
  readonly role: iam.IRole;
}

/** What a client may call below each version; a star stands for the key of an object. */
const ROUTES = [
  'GET objects',
  'GET objects/*',
  'HEAD objects/*',
  'PUT objects/*',
  'DELETE objects/*',
  'POST deletions',
  'GET exports',
  'GET openapi.json',
];

/** Lets a role call every route of these versions of one stage, and nothing else. */
export class ApiClientPolicy extends Construct {
  public constructor(scope: Construct, id: string, props: ApiClientPolicyProps) {
    super(scope, id);
    const routes = props.versions.flatMap((version) =>
      ROUTES.map((route) => {
        const [method = '', path = ''] = route.split(' ');
        return { method, path: `/${version}/${path}` };
      }),
    );
    const policy = new iam.Policy(this, 'Resource', {
      roles: [props.role],
      statements: [
        new iam.PolicyStatement({
          actions: ['execute-api:Invoke'],
          resources: routes.map(({ method, path }) =>
            props.api.arnForExecuteApi(method, path, props.stageName),
          ),
        }),
      ],
    });
    const starred = routes.filter(({ path }) => path.endsWith('/*'));
    Validations.of(policy).acknowledge(
      ...starred.map(({ method, path }) => ({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<RestApi>/${props.stageName}/${method}${path}]`,
        reason: 'The star stands for the key of an object: one method of one route of one stage.',
      })),
    );
  }
}
