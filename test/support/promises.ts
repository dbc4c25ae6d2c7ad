import { Template } from 'aws-cdk-lib/assertions';

/** The resources of a template by logical id, to be broken on purpose. */
export type Resources = Record<
  string,
  { Type: string; Properties?: Record<string, unknown> } & Record<string, unknown>
>;

/** Something that a construct promises, and a seeded defect that must not go unnoticed. */
export interface Promised {
  /** The promise, as a test is named: "refuses plain HTTP". */
  readonly promise: string;

  /** Throws when a template does not keep it. */
  readonly holds: (template: Template) => void;

  /** Breaks it in the resources of a template that kept it. */
  readonly mutant: (resources: Resources) => void;
}

/**
 * Tests each promise twice: the template keeps it, and the assertion fails on a template with the
 * defect. An assertion that no defect can fail proves nothing.
 */
export function testPromises(template: () => Template, promises: readonly Promised[]): void {
  describe.each(promises)('$promise', ({ holds, mutant }) => {
    test('holds', () => {
      holds(template());
    });

    test('is noticed when broken', () => {
      const broken = structuredClone(template().toJSON()) as { Resources: Resources };
      mutant(broken.Resources);
      expect(() => {
        holds(Template.fromJSON(broken));
      }).toThrow();
    });
  });
}

/** The properties of every resource of a type, to be looked through. */
export function propertiesOf<T = Record<string, unknown>>(template: Template, type: string): T[] {
  return Object.values(template.findResources(type)).map(({ Properties }) => Properties as T);
}

/** The properties of the first resource of a type, to be broken. */
export function first(resources: Resources, type: string): Record<string, unknown> {
  const found = Object.values(resources).find((resource) => resource.Type === type);
  if (!found) throw new Error(`the template has no ${type}`);
  return (found.Properties ??= {});
}
