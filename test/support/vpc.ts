import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';

/**
 * A VPC that is there already, with the subnet groups of `Network` without a way out: what does not name
 * its subnets takes the wrong ones. It adds nothing to the template.
 */
export function existingVpc(stack: Stack): ec2.IVpc {
  const ids = (tier: string) => [1, 2, 3].map((zone) => `${tier}-${String(zone)}`);
  const isolated = [...ids('private'), ...ids('isolated')];
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: stack.availabilityZones,
    isolatedSubnetIds: isolated,
    isolatedSubnetNames: ['Private', 'Isolated'],
    isolatedSubnetRouteTableIds: isolated,
    publicSubnetIds: ids('public'),
    publicSubnetNames: ['Public'],
    publicSubnetRouteTableIds: ids('public'),
  });
}
