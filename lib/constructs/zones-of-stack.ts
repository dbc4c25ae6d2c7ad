import { Aws, CfnMapping, Stack, Token } from 'aws-cdk-lib/core';
import { ZONE_IDS } from './zone-ids';

/**
 * The ids of the first zones of the Region that a stack is deployed to. Where that is known by then only,
 * CloudFormation finds them in a mapping, before it creates anything.
 *
 * @param count how many; a Region may have two
 * @throws when the Region of the stack is known and has fewer, or is not in the table
 */
export function zoneIdsOf(stack: Stack, count: number): string[] {
  const { region } = stack;
  if (Token.isUnresolved(region)) {
    const mapping = new CfnMapping(stack, 'ZoneIds', {
      mapping: Object.fromEntries(
        [...ZONE_IDS].map(([name, ids]) => [
          name,
          Object.fromEntries(ids.map((id, index) => [`Zone${String(index + 1)}`, id])),
        ]),
      ),
    });
    return Array.from({ length: count }, (_, index) =>
      mapping.findInMap(Aws.REGION, `Zone${String(index + 1)}`),
    );
  }
  const ids = ZONE_IDS.get(region) ?? [];
  if (ids.length < count) {
    throw new Error(
      `region is "${region}", of which ${String(ids.length)} zones are known: use fewer than ${String(count)}, another Region, or add its zones to zone-ids.ts`,
    );
  }
  return ids.slice(0, count);
}
