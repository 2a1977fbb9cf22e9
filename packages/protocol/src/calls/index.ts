export type { AuthMode, Call, RateLimit } from "./call.ts";
export * from "./status.ts";
export * from "./table.ts";
export { reportReasons, type ReportReason } from "./safety.ts";
