import { readAssembly } from './assembly';
import type { SynthesizedStack, TemplateResource } from './cloudformation';
import { resolveIn, type Surroundings } from './resolve';
import { referenceOf } from './unknown';

/** One resource of a {@link Model}. */
export interface Resource {
  /** The stack that has it. */
  readonly stack: SynthesizedStack;

  /** Its logical id. */
  readonly id: string;

  /** The type, such as `AWS::S3::Bucket`. */
  readonly type: string;

  /**
   * Its path in the construct tree, such as `Sandbox/Storage/Objects/Bucket/Resource`.
   *
   * @default - the template has no path metadata
   */
  readonly path?: string;

  /** The resource as the template has it. */
  readonly source: TemplateResource;

  /** Its properties, with every reference resolved or a named unknown. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Every resource of everything that was synthesized, with references resolved across stacks. */
export class Model {
  /** Every resource. */
  public readonly resources: readonly Resource[];

  private readonly byName = new Map<string, Resource>();
  private readonly surroundings: Surroundings;

  public constructor(
    /** Every stack. */
    public readonly stacks: readonly SynthesizedStack[],
  ) {
    const byName = new Map(stacks.map((stack) => [stack.name, stack]));
    const exports = new Map<string, readonly [SynthesizedStack, unknown]>();
    this.surroundings = {
      stack: (name) => byName.get(name),
      exported: (name) => exports.get(name),
    };
    for (const stack of stacks) {
      for (const { Value, Export } of Object.values(stack.template.Outputs ?? {})) {
        if (Export !== undefined)
          exports.set(String(this.resolve(stack, Export.Name)), [stack, Value]);
      }
    }
    this.resources = stacks.flatMap((stack) =>
      Object.entries(stack.template.Resources ?? {}).map(([id, source]) =>
        this.resourceFrom(stack, id, source),
      ),
    );
    for (const resource of this.resources) {
      this.byName.set(`${resource.stack.name}/${resource.id}`, resource);
    }
  }

  /**
   * The model of a cloud assembly, whoever made it.
   *
   * @throws when the folder is no cloud assembly
   */
  public static read(directory: string): Model {
    return new Model(readAssembly(directory));
  }

  /** Every resource of a type. */
  public ofType(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The resource that a resolved value stands for, when it is nothing else. */
  public target(value: unknown): Resource | undefined {
    const reference = referenceOf(value);
    return reference && this.byName.get(`${reference.stack}/${reference.id}`);
  }

  /** A value of a stack, with every reference resolved or a named unknown. */
  public resolve(stack: SynthesizedStack, value: unknown): unknown {
    return resolveIn(stack, value, this.surroundings);
  }

  private resourceFrom(stack: SynthesizedStack, id: string, source: TemplateResource): Resource {
    const path = source.Metadata?.['aws:cdk:path'];
    const resolve = () => this.resolve(stack, source.Properties ?? {});
    let properties: unknown;
    return {
      stack,
      id,
      type: source.Type,
      path: typeof path === 'string' ? path : undefined,
      source,
      // Resolved when it is asked for: most readers look at a few types.
      get properties() {
        return (properties ??= resolve()) as Record<string, unknown>;
      },
    };
  }
}
