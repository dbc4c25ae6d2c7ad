/** The Availability Zones of one Region, by their ids, which are the same in every account. */
interface RegionZones {
  /** Those in which a VPC link of API Gateway can stand; two or more. */
  readonly vpcLink: readonly string[];

  /** Those that every account has besides. */
  readonly others?: readonly string[];
}

/**
 * Every Region in which API Gateway has VPC links (V2), as of November 2026. Zones that new accounts do not
 * have are left out (`use1-az3`, `usw1-az2`, `apne1-az3`). Only add to the end of a list: who stands in the
 * zones before it must not move.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html
 */
const REGIONS: Readonly<Record<string, RegionZones>> = {
  'ap-east-1': { vpcLink: ['ape1-az2', 'ape1-az3'], others: ['ape1-az1'] },
  'ap-northeast-1': { vpcLink: ['apne1-az1', 'apne1-az2', 'apne1-az4'] },
  'ap-northeast-2': { vpcLink: ['apne2-az1', 'apne2-az2', 'apne2-az3'], others: ['apne2-az4'] },
  'ap-south-1': { vpcLink: ['aps1-az1', 'aps1-az2', 'aps1-az3'] },
  'ap-southeast-1': { vpcLink: ['apse1-az1', 'apse1-az2', 'apse1-az3'] },
  'ap-southeast-2': { vpcLink: ['apse2-az1', 'apse2-az2', 'apse2-az3'] },
  'ca-central-1': { vpcLink: ['cac1-az1', 'cac1-az2'], others: ['cac1-az4'] },
  'eu-central-1': { vpcLink: ['euc1-az1', 'euc1-az2', 'euc1-az3'] },
  'eu-north-1': { vpcLink: ['eun1-az1', 'eun1-az2', 'eun1-az3'] },
  'eu-south-2': { vpcLink: ['eus2-az1', 'eus2-az2', 'eus2-az3'] },
  'eu-west-1': { vpcLink: ['euw1-az1', 'euw1-az2', 'euw1-az3'] },
  'eu-west-2': { vpcLink: ['euw2-az1', 'euw2-az2', 'euw2-az3'] },
  'eu-west-3': { vpcLink: ['euw3-az1', 'euw3-az3'], others: ['euw3-az2'] },
  'me-south-1': { vpcLink: ['mes1-az1', 'mes1-az2', 'mes1-az3'] },
  'sa-east-1': { vpcLink: ['sae1-az1', 'sae1-az2', 'sae1-az3'] },
  'us-east-1': { vpcLink: ['use1-az1', 'use1-az2', 'use1-az4', 'use1-az5', 'use1-az6'] },
  'us-east-2': { vpcLink: ['use2-az1', 'use2-az2', 'use2-az3'] },
  'us-gov-west-1': { vpcLink: ['usgw1-az1', 'usgw1-az2', 'usgw1-az3'] },
  'us-west-1': { vpcLink: ['usw1-az1', 'usw1-az3'] },
  'us-west-2': { vpcLink: ['usw2-az1', 'usw2-az2', 'usw2-az3', 'usw2-az4'] },
};

/**
 * The zone ids of each Region that is known, in the order in which they are used. A VPC link of API Gateway
 * can stand in the first two.
 */
export const ZONE_IDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(REGIONS).map(([region, { vpcLink, others = [] }]) => [
    region,
    [...vpcLink, ...others],
  ]),
);
