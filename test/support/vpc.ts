import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';

/** A VPC that is there already, with the subnet groups of `Network`: it adds nothing to the template. */
export function existingVpc(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: stack.availabilityZones,
    privateSubnetIds: ['private-1', 'private-2', 'private-3'],
    privateSubnetNames: ['Private'],
    privateSubnetRouteTableIds: ['private-1', 'private-2', 'private-3'],
    publicSubnetIds: ['public-1', 'public-2', 'public-3'],
    publicSubnetNames: ['Public'],
    publicSubnetRouteTableIds: ['public-1', 'public-2', 'public-3'],
  });
}
