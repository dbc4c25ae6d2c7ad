import { CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { PutBucketTaggingCommand, S3Client, type Tag } from '@aws-sdk/client-s3';
import { readTemplate, stacksIn } from './assembly';
import { clientConfig, type LocalAws } from './local-aws';

/**
 * Sets the tags of every bucket: the emulator's CloudFormation leaves them out, and CDK's helper
 * empties only a bucket that carries the tag which allows it.
 *
 * @param assembly folder of the assembly that was deployed
 */
export async function tagBuckets(aws: LocalAws, assembly: string): Promise<void> {
  const cloudFormation = new CloudFormationClient(clientConfig(aws));
  const s3 = new S3Client(clientConfig(aws));
  for (const stack of await stacksIn(assembly)) {
    const { Resources } = await readTemplate(stack);
    for (const [LogicalResourceId, { Type, Properties }] of Object.entries(Resources)) {
      if (Type !== 'AWS::S3::Bucket' || !Array.isArray(Properties?.Tags)) continue;
      const { StackResourceDetail } = await cloudFormation.send(
        new DescribeStackResourceCommand({ StackName: stack.name, LogicalResourceId }),
      );
      await s3.send(
        new PutBucketTaggingCommand({
          Bucket: StackResourceDetail?.PhysicalResourceId,
          Tagging: { TagSet: Properties.Tags as Tag[] },
        }),
      );
    }
  }
  cloudFormation.destroy();
  s3.destroy();
}
