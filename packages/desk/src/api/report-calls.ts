import { string } from "@bridle/protocol/params";
import { roles, type Role } from "../approvals/roles.ts";
import type { TransparencyReport } from "../report/report-form.ts";
import { deskCall, replies } from "./desk-call.ts";

/** A published report, and where the public finds it. */
export interface PublishedReport {
  readonly period: string;
  /** Of its bytes, in hex. */
  readonly sha256: string;
  readonly publishedAtMs: number;
  /** The person who published it, or `operator`. */
  readonly by: string;
  /** Its entry in the public log; `null` until the log has it. */
  readonly logIndex: number | null;
}

/** A half-year as the public would read it. Only ranges: the pages get no count. */
export interface ReportPreview {
  readonly period: string;
  readonly endsAtMs: number;
  /** `null` when it can't be made of what is kept. */
  readonly report: TransparencyReport | null;
}

export interface ReportView {
  /** The running half-year, by now. */
  readonly preview: ReportPreview;
  /** The half-year that is over and not reported yet; the oldest when there are several. */
  readonly due: ReportPreview | null;
  /** The newest first. */
  readonly published: readonly PublishedReport[];
  /** The key that signs them: 32 bytes in hex. */
  readonly publicKey: string;
}

/** Nothing in a report can be chosen, so one person is enough to publish it; it can't be taken back. */
const publishers: readonly Role[] = ["lead", "counsel"];

/** The transparency report. */
export const reportCalls = {
  "report.get": deskCall({}, roles, replies<ReportView>()),
  "report.publish": deskCall(
    { period: string({ min: 7, max: 7 }) },
    publishers,
    replies<{ readonly sha256: string }>(),
  ),
} as const;
