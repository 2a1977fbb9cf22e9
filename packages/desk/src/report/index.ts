export { bandOf, bandRange, bands } from "./band.ts";
export {
  makeTransparencyReport,
  readReport,
  reportBytes,
  type ReportInput,
  type ReportRefusal,
} from "./make-report.ts";
export { nextPeriod, periodAt, periodBounds, type PeriodBounds } from "./period.ts";
export type { TransparencyReport } from "./report-form.ts";
export { bandText, transparencyPage } from "./report-page.ts";
export { cells, counted, type Cell, type Tally } from "./tally.ts";
export {
  judgeLoggedReport,
  reportEntry,
  signTransparencyReport,
  verifyTransparencyReport,
  type ReportDoubt,
  type SignedReport,
} from "./verify-report.ts";
export { basisWords, cellWords, reasonWords, switchWords } from "./words.ts";
