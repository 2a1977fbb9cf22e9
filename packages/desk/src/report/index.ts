export { bandOf, bandRange, bands } from "./band.ts";
export {
  makeTransparencyReport,
  previewTransparencyReport,
  readReport,
  reportBytes,
  type ReportInput,
  type ReportRefusal,
} from "./make-report.ts";
export { nextPeriod, periodAt, periodBounds, type PeriodBounds } from "./period.ts";
export type { TransparencyReport } from "./report-form.ts";
export {
  bandText,
  periodText,
  reportTables,
  reportWords,
  transparencyPage,
  type ReportTable,
} from "./report-page.ts";
export { countsOf, countsOfControl, uncountedCells } from "./tally-of.ts";
export { added, cells, counted, type Cell, type Tally } from "./tally.ts";
export {
  judgeLoggedReport,
  reportEntry,
  signTransparencyReport,
  verifyTransparencyReport,
  type ReportDoubt,
  type SignedReport,
} from "./verify-report.ts";
export { reportLanguages, type ReportLanguage, type ReportWords } from "./words.ts";
