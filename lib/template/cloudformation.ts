/** A CloudFormation template, as the CDK writes it. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

/** One resource of a {@link Template}. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A stack and its template, before anything is resolved. */
export interface SynthesizedStack {
  /** The name that CloudFormation knows it by; that of a nested stack is `Parent.LogicalId`. */
  readonly name: string;

  /**
   * The account.
   *
   * @default - not known before the deploy
   */
  readonly account?: string;

  /**
   * The Region.
   *
   * @default - not known before the deploy
   */
  readonly region?: string;

  /** The template. */
  readonly template: Template;

  /**
   * The stack that this one is nested in.
   *
   * @default - it is not nested
   */
  readonly parent?: { readonly stack: string; readonly id: string };
}

/** The name and the argument of an intrinsic function, when a value is one. */
export function intrinsicOf(value: object): readonly [string, unknown] | undefined {
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length !== 1 || only === undefined) return undefined;
  return /^(Ref|Condition|Fn::\w+)$/.test(only[0]) ? only : undefined;
}
