import { type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import { ImageRepository } from '../constructs/image-repository';

/** Properties for {@link RegistryStack}. */
export interface RegistryStackProps extends StackProps {
  /** The name of the repository; the CDK CLI must know it before the repository exists. */
  readonly repositoryName: string;

  /** What becomes of the images when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** State: our own image repository. A stack of its own, because it must exist before an image does. */
export class RegistryStack extends Stack {
  /** The repository of the service's images. */
  public readonly repository: ecr.IRepository;

  public constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id, props);
    this.repository = new ImageRepository(this, 'Images', {
      repositoryName: props.repositoryName,
      removalPolicy: props.removalPolicy,
    }).repository;
  }
}
