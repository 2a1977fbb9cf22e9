import { type Report, stateWords } from "@bridle/check";

/** The answer first, then the findings, then what to do. */
export function summary(report: Report): string {
  const [short, full] = stateWords[report.state];
  const findings = report.findings.map(
    ({ severity, module, message, time }) =>
      `  ${severity.toUpperCase()} ${module}${time === undefined ? "" : ` ${time}`}\n    ${message}`,
  );
  const unread = report.coverage.filter(({ status }) => status === "partial" || status === "failed");
  const read = report.coverage.filter(({ status }) => status === "read").length;
  const lines = [
    `${short}.`,
    full,
    "",
    `Examined: ${report.evidence.kind}, ${report.inputs.length} files, ${read} checks in full, against ${report.feeds.reduce((sum, { indicators }) => sum + indicators, 0)} indicators.`,
    ...(unread.length > 0 ? ["", "Not or not wholly read:"] : []),
    ...unread.map(({ module, why }) => `  ${module}: ${why ?? ""}`),
    ...(findings.length > 0 ? ["", "Findings:"] : []),
    ...findings,
    ...(report.advice.length > 0 ? ["", "What to do, in this order:"] : []),
    ...report.advice.map((step, index) => `  ${index + 1}. ${step}`),
  ];
  return `${lines.join("\n")}\n`;
}
