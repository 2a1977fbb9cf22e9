import { bool, closed, list, struct, text, u16, u53 } from "../codec.ts";
import { AccountId } from "../ids.ts";
import { call, nothing, perAccount, perAddress, perDevice } from "./call.ts";

/** Why somebody reports an account. */
export const reportReasons = [
  "spam",
  "impersonation",
  "threats",
  "suspicious_file",
  "suspicious_link",
  "other",
] as const;
export type ReportReason = (typeof reportReasons)[number];

/** What people tell the desk by their own act, and what it tells everybody about itself. */
export const safetyCalls = {
  "report.send": call({
    tag: 54,
    auth: "session",
    rate: perAccount(10, 1),
    /** The same answer whether there is such an account or not. */
    request: struct({
      accountId: AccountId.codec,
      reason: closed(...reportReasons),
    }),
    reply: nothing,
  }),
  "distress.send": call({
    tag: 55,
    auth: "session",
    rate: perDevice(3, 1),
    /** Only where its person switched it on: the app ended badly soon after a stranger reached it. */
    request: struct({ what: closed("crash", "protocol_error") }),
    reply: nothing,
  }),
  "detection.profile": call({
    tag: 56,
    auth: "open",
    rate: perAddress(60, 60),
    request: nothing,
    /** What this server notices and how long it keeps it. Apps show it, and say when it changed. */
    reply: struct({
      version: u16,
      signals: list(text({ maxCodePoints: 32 }), { max: 64 }),
      /** Times of stored signals are rounded down to this. */
      coarseTimeMs: u53,
      signalLifetimeMs: u53,
      pseudonymLifetimeMs: u53,
      caseLifetimeMs: u53,
      /** Whether targets are sealed to a desk's key, and how many of how many people open one. */
      sealed: bool,
      analystsNeeded: u16,
      analysts: u16,
    }),
  }),
} as const;
