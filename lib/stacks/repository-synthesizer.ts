import {
  DefaultStackSynthesizer,
  type ISynthesisSession,
  type Stack,
  type SynthesizeStackArtifactOptions,
} from 'aws-cdk-lib/core';
import { ArtifactType } from 'aws-cdk-lib/cloud-assembly-schema';
import { publishingRoleName } from '../constructs/image-repository';

/** Properties for {@link RepositorySynthesizer}. */
export interface RepositorySynthesizerProps {
  /** The name of the repository that receives the image assets of the stack. */
  readonly repositoryName: string;

  /** What the tag of each image begins with; the hash of its content follows. */
  readonly tagPrefix: string;

  /** The stack that makes the repository; images are published only after it is deployed. */
  readonly registry: Stack;
}

/**
 * Publishes a stack's image assets straight into our own repository instead of the one that all
 * bootstrapped apps share, after the stack that makes that repository. So one `cdk deploy --all` works
 * in an empty account, and a revert finds its image there and pushes nothing.
 */
export class RepositorySynthesizer extends DefaultStackSynthesizer {
  private readonly registry: Stack;

  public constructor(props: RepositorySynthesizerProps) {
    const role = publishingRoleName(props.repositoryName, '${AWS::Region}');
    super({
      imageAssetsRepositoryName: props.repositoryName,
      imageAssetPublishingRoleArn: `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${role}`,
      dockerTagPrefix: props.tagPrefix,
    });
    this.registry = props.registry;
  }

  protected override emitArtifact(
    session: ISynthesisSession,
    options: SynthesizeStackArtifactOptions = {},
  ): void {
    // Written just before by the base class; written again here with the one thing it lacks.
    for (const id of options.additionalDependencies ?? []) {
      session.assembly.addArtifact(id, {
        type: ArtifactType.ASSET_MANIFEST,
        dependencies: [this.registry.artifactId],
        properties: {
          file: `${id}.json`,
          requiresBootstrapStackVersion: options.requiresBootstrapStackVersion,
          bootstrapStackVersionSsmParameter: options.bootstrapStackVersionSsmParameter,
        },
      });
    }
    super.emitArtifact(session, options);
  }
}
