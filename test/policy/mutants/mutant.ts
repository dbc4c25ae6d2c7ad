import type { SynthesizedStack } from '../../../lib/template/cloudformation';

/** A resource of a template, to be broken. */
export interface Raw {
  Type: string;
  Properties: Record<string, unknown>;
}

/** Final templates, to be broken: finds and adds resources. */
export class Broken {
  public constructor(public readonly stacks: readonly SynthesizedStack[]) {}

  /** The properties of the first resource whose stack and logical id begin so, for example `Api/ObjectsRole`. */
  public of(name: string, type = ''): Record<string, unknown> {
    const [stack = '', id = ''] = name.split('/');
    const found = Object.entries(this.in(stack)).find(
      ([logicalId, { Type }]) => logicalId.startsWith(id) && Type.includes(type),
    );
    if (!found) throw new Error(`there is no ${type} ${name}`);
    return found[1].Properties;
  }

  /** The logical id of that resource. */
  public idOf(name: string, type = ''): string {
    const properties = this.of(name, type);
    const [stack = ''] = name.split('/');
    return (
      Object.entries(this.in(stack)).find((one) => one[1].Properties === properties)?.[0] ?? ''
    );
  }

  /** The statements of the policy of that resource. */
  public statements(
    name: string,
    type = 'Policy',
    property = 'PolicyDocument',
  ): Raw['Properties'][] {
    const document = this.of(name, type)[property] as { Statement: Raw['Properties'][] };
    return document.Statement;
  }

  /** The one statement by which a role may be assumed. */
  public trust(name: string): Raw['Properties'] {
    const [statement] = this.statements(name, 'IAM::Role', 'AssumeRolePolicyDocument');
    if (!statement) throw new Error(`nobody may assume ${name}`);
    return statement;
  }

  /** The name by which a stack exports the ARN of a resource. */
  public exportOf(stack: string, id: string): string {
    const { Outputs = {} } = this.stack(stack).template;
    const name = Object.keys(Outputs).find((one) => one.startsWith(`ExportsOutputFnGetAtt${id}`));
    return String(Outputs[name ?? '']?.Export?.Name);
  }

  /** Adds a resource. */
  public add(stack: string, Type: string, Properties: Record<string, unknown>): void {
    this.in(stack).Added = { Type, Properties };
  }

  private in(name: string): Record<string, Raw> {
    return this.stack(name).template.Resources as unknown as Record<string, Raw>;
  }

  private stack(name: string): SynthesizedStack {
    const stack = this.stacks.find((one) => one.name.endsWith(`-${name}`));
    if (!stack) throw new Error(`there is no stack ${name}`);
    return stack;
  }
}

/** A hole in what is deployed, and the rule that must notice it. */
export interface Mutant {
  /** The hole, as a test is named: "lets everybody read the bucket". */
  readonly hole: string;

  /** The rule. */
  readonly rule: string;

  /** Makes the hole. */
  readonly make: (broken: Broken) => void;
}

/** What anybody may do, as a statement of the policy of a resource. */
export const EVERYBODY = { Effect: 'Allow', Principal: '*', Resource: '*' };
