/** One finding that was acknowledged, as `validation-report.json` of a cloud assembly records it. */
interface SuppressedViolation {
  readonly acknowledgedId: string;
  readonly acknowledgedAt: string;
  readonly reason: string;
}

/** What is read of the `validation-report.json` of a cloud assembly. */
export interface ValidationReport {
  /** One for each policy. */
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly unknown[];
    readonly suppressedViolations?: readonly SuppressedViolation[];
  }[];
}

/** An accepted exception to the policy. */
export interface PolicyException {
  /** The rule and the finding. */
  readonly rule: string;

  /** The construct on which it is accepted, below its environment. */
  readonly construct: string;

  /** Why. */
  readonly reason: string;

  /** Where it was made use of. */
  readonly variants: readonly string[];
}

/** The exceptions that any synthesis made use of, each once, in the order of their constructs. */
export function exceptionsIn(reports: ReadonlyMap<string, ValidationReport>): PolicyException[] {
  const used = [...reports].flatMap(([variant, { pluginReports }]) =>
    pluginReports
      .flatMap(({ suppressedViolations = [] }) => suppressedViolations)
      .map(({ acknowledgedId, acknowledgedAt, reason }) => ({
        rule: acknowledgedId.replace(/^AwsSolutions::/, ''),
        construct: acknowledgedAt.replace(/^[^/]*\//, ''),
        reason,
        variant,
      })),
  );
  const each = new Map<string, PolicyException>();
  for (const { variant, ...one } of used) {
    const key = `${one.construct} ${one.rule} ${one.reason}`;
    const variants = new Set([...(each.get(key)?.variants ?? []), variant]);
    each.set(key, { ...one, variants: [...variants] });
  }
  return [...each].sort(([a], [b]) => a.localeCompare(b)).map(([, one]) => one);
}

/**
 * The committed table, `docs/policy-exceptions.md`.
 *
 * @param reports by the name of what was synthesized; `production with a canary` is a kind of `production`
 */
export function exceptionsTable(reports: ReadonlyMap<string, ValidationReport>): string {
  const all = [...reports.keys()];
  const rows = exceptionsIn(reports).map(
    ({ construct, rule, reason, variants }) =>
      `| \`${construct}\` | \`${rule}\` | ${whereOf(variants, all)} | ${reason} |`,
  );
  return `# Accepted exceptions to the policy

Every finding that is accepted in any environment, or in any variant of one, where, and why: of the AWS
Solutions rules, and of the rules in \`lib/policy/rules/\`, which begin with \`House::\`. \`npm run docs\` writes this
file; a test fails when it is out of date or when an acknowledgement no longer has a finding.

| construct | finding | in | reason |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** An environment stands for all of its variants, where all of them have it. */
function whereOf(variants: readonly string[], all: readonly string[]): string {
  const without = all.filter((one) => !variants.includes(one));
  if (without.length === 0) return 'all';
  if (without.length === 1) return `all but ${without.join()}`;
  const bases = all.filter((name) => !name.includes(' '));
  const whole = bases.filter((base) =>
    all.filter((one) => one.startsWith(base)).every((one) => variants.includes(one)),
  );
  const rest = variants.filter((one) => !whole.some((base) => one.startsWith(base)));
  return [...whole, ...rest].join(', ');
}
