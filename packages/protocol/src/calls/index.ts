export type { AuthMode, Call, RateLimit } from "./call.ts";
export * from "./status.ts";
export * from "./table.ts";
