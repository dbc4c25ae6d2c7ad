import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Properties for {@link ImageRepository}. */
export interface ImageRepositoryProps {
  /**
   * The name of the repository. It is given, not generated, because the CDK CLI must know it before
   * the repository exists.
   */
  readonly repositoryName: string;

  /**
   * How many images are kept. Keep more than the deploys that you may want to roll back over.
   *
   * @default 50
   */
  readonly maxImageCount?: number;

  /**
   * What becomes of the repository and its images when its stack is deleted.
   *
   * @default - they are retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Our own ECR repository: tags that cannot be moved, a scan on every push, a bounded history that
 * keeps by count (an image that still runs may be old), and a role that may push to this repository
 * and nothing else.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 */
export class ImageRepository extends Construct {
  /** The repository. */
  public readonly repository: ecr.IRepository;

  /**
   * The role that the CDK CLI assumes to publish images. Its name begins with `cdk-`, so that an
   * identity that may assume the bootstrap's roles may assume it too.
   */
  public readonly publishingRole: iam.IRole;

  public constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    const maxImageCount = props.maxImageCount ?? 50;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    this.repository = new ecr.Repository(this, 'Resource', {
      repositoryName: props.repositoryName,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      lifecycleRules: [
        {
          rulePriority: 1,
          description: 'an image without a tag is never deployed again',
          tagStatus: ecr.TagStatus.UNTAGGED,
          maxImageAge: Duration.days(14),
        },
        { rulePriority: 2, description: 'bounded by count, never by age', maxImageCount },
      ],
      removalPolicy,
      emptyOnDelete: removalPolicy === RemovalPolicy.DESTROY,
    });

    this.publishingRole = new iam.Role(this, 'PublishingRole', {
      roleName: publishingRoleName(props.repositoryName, Stack.of(this).region),
      assumedBy: new iam.AccountRootPrincipal(),
      description: `Publishes images to ${props.repositoryName}`,
    });
    this.publishingRole.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:CompleteLayerUpload',
          'ecr:DescribeImages',
          'ecr:DescribeRepositories',
          'ecr:GetDownloadUrlForLayer',
          'ecr:InitiateLayerUpload',
          'ecr:PutImage',
          'ecr:UploadLayerPart',
        ],
        resources: [this.repository.repositoryArn],
      }),
    );
    this.publishingRole.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
    );
    Validations.of(this.publishingRole).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'ecr:GetAuthorizationToken has no resource-level permissions; what the token may do is bound to one repository.',
    });
  }
}

/**
 * The name of the role that publishes to a repository: known before either exists, because the CDK
 * CLI reads it from the asset manifest.
 */
export function publishingRoleName(repositoryName: string, region: string): string {
  return `cdk-${repositoryName}-publishing-${region}`;
}
