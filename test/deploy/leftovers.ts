import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeNetworkInterfacesCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig, type LocalAws } from '../../lib/local/local-aws';

/** What costs money or holds data in the account, by kind and name. */
export async function whatIsThere(aws: LocalAws): Promise<string[]> {
  const config = clientConfig(aws);
  const [stacks, logGroups, buckets, tables, repositories, interfaces, vpcs] = await Promise.all([
    new CloudFormationClient(config).send(new ListStacksCommand({})),
    new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({})),
    new S3Client(config).send(new ListBucketsCommand({})),
    new DynamoDBClient(config).send(new ListTablesCommand({})),
    new ECRClient(config).send(new DescribeRepositoriesCommand({})),
    new EC2Client(config).send(new DescribeNetworkInterfacesCommand({})),
    new EC2Client(config).send(
      new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['false'] }] }),
    ),
  ]);
  const named = (kind: string, names: readonly (string | undefined)[] = []) =>
    names.map((name) => `${kind} ${name ?? ''}`);
  return [
    ...named(
      'stack',
      stacks.StackSummaries?.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(
        ({ StackName }) => StackName,
      ),
    ),
    ...named(
      'log group',
      logGroups.logGroups?.map(({ logGroupName }) => logGroupName),
    ),
    ...named(
      'bucket',
      buckets.Buckets?.map(({ Name }) => Name),
    ),
    ...named('table', tables.TableNames),
    ...named(
      'repository',
      repositories.repositories?.map(({ repositoryName }) => repositoryName),
    ),
    ...named(
      'network interface',
      interfaces.NetworkInterfaces?.map((one) => one.NetworkInterfaceId),
    ),
    ...named(
      'vpc',
      vpcs.Vpcs?.map(({ VpcId }) => VpcId),
    ),
  ].sort();
}
