import { ZONE_IDS } from '../../lib/constructs/zone-ids';

test('names each zone once, in its own Region, and two or more of each', () => {
  const all = [...ZONE_IDS.values()].flat();
  expect(new Set(all).size).toBe(all.length);
  for (const ids of ZONE_IDS.values()) {
    expect(ids.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ids.map((id) => id.replace(/-az\d$/, ''))).size).toBe(1);
  }
});

test.each([
  ['us-east-1', 'use1-az3'],
  ['us-west-1', 'usw1-az2'],
  ['ap-northeast-1', 'apne1-az3'],
])('leaves out of %s the zone %s, which new accounts do not have', (region, id) => {
  expect(ZONE_IDS.get(region)).not.toContain(id);
});

// The page of API Gateway lists fewer zones than there are.
test.each([
  ['ca-central-1', ['cac1-az1', 'cac1-az2']],
  ['ap-east-1', ['ape1-az2', 'ape1-az3']],
  ['eu-west-3', ['euw3-az1', 'euw3-az3']],
])('begins in %s with the zones in which a VPC link can stand', (region, ids) => {
  expect(ZONE_IDS.get(region)?.slice(0, 2)).toEqual(ids);
});
