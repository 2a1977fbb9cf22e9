import type { Proposal } from "../approvals/action.ts";
import type { Case, CaseStatus } from "../cases/case.ts";
import type { KeptControl } from "../cases/desk-state.ts";
import type { DeskEvent } from "../cases/event.ts";
import type { Suggestion } from "../cases/suggest.ts";
import type { Basis } from "../controls/control.ts";
import type { Exposure, Finding, Strength } from "../findings/finding.ts";
import type { NoticePlan } from "../notices/plan.ts";
import type { OrderAsk } from "../orders/order-ask.ts";
import type { OrderTextId } from "../orders/words.ts";
import type { SignalKind } from "../signals/signal.ts";

// What the desk's pages show, ready to be shown: nothing is computed there that a decision rests on.

/** A proposal with what an approval has to name. */
export interface ProposalView extends Proposal {
  readonly contentHash: string;
  readonly expiresAtMs: number;
}

/** How many signals of a kind came in each stretch of time. */
export interface SignalSeries {
  readonly kind: SignalKind;
  readonly counts: readonly number[];
}

export interface Overview {
  readonly nowMs: number;
  readonly sinceMs: number;
  readonly bucketMs: number;
  readonly signals: readonly SignalSeries[];
  readonly findings: number;
  readonly cases: Readonly<Record<"open" | "confirmed" | "dismissed", number>>;
  /** People whom confirmed cases exposed and who weren't told yet. */
  readonly untold: number;
  readonly controls: number;
  readonly waiting: readonly ProposalView[];
  /** Who holds a share of the key that opens targets; nobody until there is a key. */
  readonly shareHolders: readonly string[];
}

export interface CaseSummary {
  readonly id: string;
  readonly status: CaseStatus;
  readonly strength: Strength;
  readonly findings: number;
  readonly accounts: number;
  readonly exposed: number;
  readonly told: number;
  readonly changedAtMs: number;
  readonly waiting: number;
}

/** One decision about a case, and where it stands in the public log. */
export interface HistoryEntry {
  readonly event: Pick<DeskEvent, "seq" | "atMs" | "by" | "kind">;
  readonly logIndex: number | null;
  /** Of a refusal or a duty to keep: on what it rests, or why it rests on that no more. */
  readonly rests?: {
    readonly basis: Basis;
    readonly ground?: OrderAsk;
    readonly because?: readonly OrderTextId[];
  };
}

/** A batch of notices; delivered is all that the desk ever sees. */
export interface BatchView {
  readonly id: string;
  readonly posted: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly stopped: boolean;
}

export interface CaseView {
  /** Without its salt, which stays on the server. */
  readonly found: Omit<Case, "salt">;
  readonly exposures: readonly Exposure[];
  readonly proposals: readonly ProposalView[];
  readonly history: readonly HistoryEntry[];
  readonly plan: NoticePlan;
  readonly batches: readonly BatchView[];
  /** Names of those who gave their share for opening this case's targets in the last minutes. */
  readonly unlockedBy: readonly string[];
  readonly dueForDeletionAtMs: number | null;
}

export interface FindingsView {
  readonly findings: readonly Finding[];
  readonly suggestions: readonly Suggestion[];
}

export interface ControlView {
  readonly control: KeptControl;
  readonly contentHash: string;
  readonly inForce: boolean;
  readonly endsAtMs: number | null;
}

export interface UnlockView {
  /** `waiting` for a second person's share. */
  readonly state: "waiting" | "opened";
  readonly opened: number;
  readonly lost: number;
}

export interface LogView {
  readonly entries: readonly (HistoryEntry & { readonly stream: string })[];
  readonly unlogged: number;
}
