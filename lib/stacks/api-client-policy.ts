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

  /** The routes that may be called, such as `GET /v1/objects/*`; a star stands for the key of an object. */
  readonly routes: readonly string[];

  /** The role that may call them. */
  readonly role: iam.IRole;
}

/** Lets a role call these routes of this stage, and no others. */
export class ApiClientPolicy extends Construct {
  public constructor(scope: Construct, id: string, props: ApiClientPolicyProps) {
    super(scope, id);
    const routes = props.routes.map((route) => {
      const [method = '', path = ''] = route.split(' ');
      return { method, path };
    });
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
