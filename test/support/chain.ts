import type { Template } from 'aws-cdk-lib/assertions';

/** Expects that each resource of a type waits for the one before, so that no two are made at once. */
export function expectChain(template: Template, type: string): void {
  const resources = template.findResources(type);
  const before = Object.values(resources).map(({ DependsOn }) =>
    [(DependsOn as string | string[] | undefined) ?? []].flat().filter((id) => id in resources),
  );
  // A template has no cycles, so that one first and no predecessor of two is a chain.
  expect(before.filter(({ length }) => length === 0)).toHaveLength(1);
  expect(before.filter(({ length }) => length > 1)).toEqual([]);
  expect(new Set(before.flat()).size).toBe(before.length - 1);
}
