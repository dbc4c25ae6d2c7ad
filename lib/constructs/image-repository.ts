import { createHash } from 'node:crypto';
import { Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib/core';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { isWhole, Problems } from './problems';

/** Properties for {@link ImageRepository}. */
export interface ImageRepositoryProps {
  /**
   * The name of the repository, for example `my-service` or `team/my-service`. It is given and written
   * out, because the CDK CLI must know it before the repository exists.
   */
  readonly repositoryName: string;

  /**
   * How many images are kept. Keep more than the deploys that you may want to roll back over.
   *
   * @default 50
   */
  readonly maxImageCount?: number;

  /**
   * The removal policy of the repository and its images.
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
 * @throws when ECR would refuse a property, with every problem
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 */
export class ImageRepository extends Construct {
  /** The repository. */
  public readonly repository: ecr.Repository;

  /**
   * The role that the CDK CLI assumes to publish images. Its name begins with `cdk-`, so that an
   * identity that may assume the bootstrap's roles may assume it too.
   */
  public readonly publishingRole: iam.IRole;

  public constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    requireUsable(props);
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

/** Room for the longest Region in the 64 characters that IAM gives a role's name. */
const LONGEST = 64 - 'cdk--publishing-ap-southeast-99'.length;

/**
 * The name of the role that publishes to a repository: known before either exists, because the CDK
 * CLI reads it from the asset manifest. A name that a role cannot have is shortened, and told apart from
 * others that look like it by a hash.
 */
export function publishingRoleName(repositoryName: string, region: string): string {
  const plain = repositoryName.replaceAll('/', '-');
  const hash = createHash('sha256').update(repositoryName).digest('hex').slice(0, 8);
  const fits = plain === repositoryName && plain.length <= LONGEST;
  const name = fits ? plain : `${plain.slice(0, LONGEST - 9)}-${hash}`;
  return `cdk-${name}-publishing-${region}`;
}

const PART = '[a-z0-9]+([._-][a-z0-9]+)*';
const NAME = new RegExp(`^${PART}(/${PART})*$`);

function requireUsable({ repositoryName, maxImageCount }: ImageRepositoryProps): void {
  const problems = new Problems();
  if (Token.isUnresolved(repositoryName)) {
    problems.add('repositoryName', repositoryName, 'write it out; the CDK CLI must know it');
  }
  problems.check(
    'repositoryName',
    repositoryName,
    (name) => name.length >= 2 && name.length <= 256 && NAME.test(name),
    'ECR takes 2 to 256 of a-z and 0-9, and . _ - / between them, such as team/my-service',
  );
  problems.check('maxImageCount', maxImageCount, isWhole(1), 'keep 1 or more, in whole images');
  problems.throwIfAny();
}
