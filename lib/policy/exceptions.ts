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
}

/** The exceptions that any synthesis made use of, each once, in the order of their constructs. */
export function exceptionsIn(...reports: readonly ValidationReport[]): PolicyException[] {
  const used = reports
    .flatMap(({ pluginReports }) => pluginReports)
    .flatMap(({ suppressedViolations = [] }) => suppressedViolations)
    .map(({ acknowledgedId, acknowledgedAt, reason }) => ({
      rule: acknowledgedId.replace(/^AwsSolutions::/, ''),
      construct: acknowledgedAt.replace(/^[^/]*\//, ''),
      reason,
    }));
  const unique = new Map(used.map((one) => [`${one.construct} ${one.rule}`, one]));
  return [...unique].sort(([a], [b]) => a.localeCompare(b)).map(([, one]) => one);
}

/** The committed table, `docs/policy-exceptions.md`. */
export function exceptionsTable(exceptions: readonly PolicyException[]): string {
  const rows = exceptions.map(
    ({ construct, rule, reason }) => `| \`${construct}\` | \`${rule}\` | ${reason} |`,
  );
  return `# Accepted exceptions to the policy

Every finding of the AWS Solutions rules that is accepted in any environment, where, and why.
\`npm run docs\` writes this file; a test fails when it is out of date or when an acknowledgement no
longer has a finding.

| construct | finding | reason |
| --- | --- | --- |
${rows.join('\n')}
`;
}
