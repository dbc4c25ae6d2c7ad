import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  paginateListExports,
} from '@aws-sdk/client-cloudformation';
import { IAMClient, PutRolePermissionsBoundaryCommand } from '@aws-sdk/client-iam';
import { PutBucketTaggingCommand, S3Client, type Tag } from '@aws-sdk/client-s3';
import { type AssemblyStack, readTemplate, stacksIn } from './assembly';
import { clientConfig, type LocalAws } from './local-aws';

/**
 * Does what the emulator's CloudFormation leaves out: the permissions boundary of roles, which its IAM
 * enforces once it is there, and the tags of buckets, without which CDK's helper empties none.
 *
 * @param assembly folder of the assembly that was deployed
 */
export async function completeDeployment(aws: LocalAws, assembly: string): Promise<void> {
  const clients = {
    cloudFormation: new CloudFormationClient(clientConfig(aws)),
    iam: new IAMClient(clientConfig(aws)),
    s3: new S3Client(clientConfig(aws)),
  };
  const exported = await exportsOf(clients.cloudFormation);
  for (const stack of await stacksIn(assembly)) {
    await completeStack(stack, exported, clients);
  }
  for (const client of Object.values(clients)) client.destroy();
}

interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
}

async function completeStack(
  stack: AssemblyStack,
  exported: ReadonlyMap<string, string>,
  { cloudFormation, iam, s3 }: Clients,
): Promise<void> {
  const idOf = async (LogicalResourceId: string) => {
    const query = { StackName: stack.name, LogicalResourceId };
    const { StackResourceDetail } = await cloudFormation.send(
      new DescribeStackResourceCommand(query),
    );
    return StackResourceDetail?.PhysicalResourceId;
  };
  const { Resources } = await readTemplate(stack);
  for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
    if (Type === 'AWS::IAM::Role' && Properties.PermissionsBoundary !== undefined) {
      const { Ref, 'Fn::ImportValue': name } = Properties.PermissionsBoundary as Reference;
      const PermissionsBoundary = Ref === undefined ? exported.get(name ?? '') : await idOf(Ref);
      await iam.send(
        new PutRolePermissionsBoundaryCommand({ RoleName: await idOf(id), PermissionsBoundary }),
      );
    }
    if (Type === 'AWS::S3::Bucket' && Array.isArray(Properties.Tags)) {
      const Tagging = { TagSet: Properties.Tags as Tag[] };
      await s3.send(new PutBucketTaggingCommand({ Bucket: await idOf(id), Tagging }));
    }
  }
}

/** How a template names a policy of its own or of another stack. */
interface Reference {
  readonly Ref?: string;
  readonly 'Fn::ImportValue'?: string;
}

async function exportsOf(client: CloudFormationClient): Promise<Map<string, string>> {
  const exported = new Map<string, string>();
  for await (const { Exports = [] } of paginateListExports({ client }, {})) {
    for (const { Name = '', Value = '' } of Exports) exported.set(Name, Value);
  }
  return exported;
}
