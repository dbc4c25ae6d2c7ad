/** The parts of an ARN. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;

  /** What comes after the account. */
  readonly name: string;
}

/** Takes an ARN apart, if a resolved text is one; a named unknown such as `‹AWS::Region›` is one part of it. */
export function parseArn(text: string): Arn | undefined {
  const parts = /^arn:P:P:P:P:(.+)$/.source.replaceAll('P', '((?:‹[^›]*›|[^:‹])*)');
  const [, partition = '', service = '', region = '', account = '', name = ''] =
    new RegExp(parts).exec(text) ?? [];
  return name === '' ? undefined : { partition, service, region, account, name };
}
