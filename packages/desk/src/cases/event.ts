import type { Action } from "../approvals/action.ts";
import type { Person } from "../approvals/roles.ts";
import type { Control } from "../controls/control.ts";
import type { UsedFeed } from "../feeds/used-feed.ts";
import type { Finding } from "../findings/finding.ts";
import type { OrderRef } from "../orders/held-order.ts";
import type { PartyFinding } from "../orders/party-finding.ts";
import type { OrderTextId } from "../orders/words.ts";
import type {
  CaseContent,
  CaseStatus,
  DismissalReason,
  Hold,
  NoticeBatch,
  OpenedTarget,
  Told,
} from "./case.ts";

/** The stream of what belongs to no case. Every other stream is a case's, named by its id. */
export const DESK_STREAM = "desk";

/** What happened. Plain data: it is stored as JSON, and what it says is all that a state is made of. */
export type Fact =
  | { readonly kind: "caseOpened"; readonly salt: string; readonly findings: readonly Finding[] }
  | { readonly kind: "findingsAdded"; readonly findings: readonly Finding[] }
  | { readonly kind: "caseConfirmed" }
  | {
      readonly kind: "caseDismissed";
      readonly reason: DismissalReason;
      readonly growBy: number;
      readonly exposed: number;
    }
  | { readonly kind: "caseReopened" }
  | { readonly kind: "findingGrown"; readonly finding: Finding }
  /** Carries all of the other case, so that each stream can be read, kept and deleted alone. */
  | {
      readonly kind: "caseMerged";
      readonly from: string;
      readonly content: CaseContent;
      readonly status: CaseStatus;
    }
  | { readonly kind: "caseMergedAway"; readonly into: string }
  | { readonly kind: "caseSplit"; readonly into: string; readonly left: CaseContent }
  | {
      readonly kind: "caseSplitOff";
      readonly from: string;
      readonly salt: string;
      readonly content: CaseContent;
      readonly status: CaseStatus;
    }
  | { readonly kind: "holdPlaced"; readonly hold: Hold }
  | { readonly kind: "holdReleased"; readonly holdId: string }
  | { readonly kind: "proposed"; readonly proposalId: string; readonly action: Action }
  | { readonly kind: "approved"; readonly proposalId: string; readonly contentHash: string }
  | { readonly kind: "withdrawn"; readonly proposalId: string }
  | { readonly kind: "targetsAllowed"; readonly targets: readonly string[] }
  | {
      readonly kind: "targetsOpened";
      readonly opened: readonly OpenedTarget[];
      readonly lost: readonly string[];
    }
  | { readonly kind: "noticesAllowed"; readonly batch: NoticeBatch }
  | { readonly kind: "noticesStopped"; readonly batchId: string }
  | { readonly kind: "noticesSent"; readonly batchId: string; readonly told: readonly Told[] }
  | { readonly kind: "personAppointed"; readonly person: Person }
  | { readonly kind: "personRevoked"; readonly personId: string }
  | { readonly kind: "controlImposed"; readonly control: Control }
  | { readonly kind: "controlConfirmed"; readonly controlId: string; readonly contentHash: string }
  /** `because`: the order on which it rested binds no more, and why. */
  | { readonly kind: "controlLifted"; readonly controlId: string; readonly because?: readonly OrderTextId[] }
  | { readonly kind: "orderConfirmed"; readonly order: OrderRef }
  /** Whom of an order's people somebody is, as a person found. */
  | { readonly kind: "partyFound"; readonly finding: PartyFinding }
  | { readonly kind: "caseDeleted"; readonly caseId: string }
  /** In place of the one of that name, if there is one. */
  | { readonly kind: "feedUsed"; readonly feed: UsedFeed }
  | { readonly kind: "feedDropped"; readonly name: string; readonly sha256: string };

export interface Envelope {
  /** Names stream and place: a store refuses a second event in the same place. */
  readonly stream: string;
  /** From 1 without gaps within a stream. */
  readonly seq: number;
  readonly atMs: number;
  /** Everybody who decided it; `operator` and `desk` for those that aren't people. */
  readonly by: readonly string[];
}

export type DeskEvent = Envelope & Fact;
