/** A CloudFormation template as far as it is read and changed here. */
export interface Template {
  /** Resources by logical id. */
  readonly Resources: Record<string, TemplateResource>;
}

/** One resource of a {@link Template}. */
export interface TemplateResource {
  /** The type, such as `AWS::S3::Bucket`. */
  Type: string;

  /** What the resource is to be. */
  Properties?: Record<string, unknown>;
}

/** What was changed in a copy of a template, for the support table. */
export interface TemplateChange {
  /** The type of the resource that was changed. */
  readonly type: string;

  /** What was changed and why, as one sentence without a full stop. */
  readonly change: string;
}

/** A copy of a JSON value in which `change` has replaced what it answers something for. */
export function rewrite(value: unknown, change: (value: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const changed = change(value);
  if (changed !== undefined) return changed;
  if (Array.isArray(value)) return value.map((item: unknown) => rewrite(item, change));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, rewrite(item, change)]),
  );
}

/** The logical id and attribute of `{ "Fn::GetAtt": [id, attribute] }`. */
export function attributeOf(value: object): readonly [string, string] | undefined {
  if (!('Fn::GetAtt' in value) || !Array.isArray(value['Fn::GetAtt'])) return undefined;
  const [id, attribute] = value['Fn::GetAtt'] as unknown[];
  return typeof id === 'string' && typeof attribute === 'string' ? [id, attribute] : undefined;
}
