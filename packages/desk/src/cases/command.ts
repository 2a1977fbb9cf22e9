import type { AccountId, NoticeLetter } from "@bridle/protocol";
import type { Action } from "../approvals/action.ts";
import type { Role } from "../approvals/roles.ts";
import type { Basis, ControlReason, Refused } from "../controls/control.ts";
import type { UsedFeed } from "../feeds/used-feed.ts";
import type { Finding } from "../findings/finding.ts";
import type { PartyFinding } from "../orders/party-finding.ts";
import type { DismissalReason, OpenedTarget, PassedOverReason } from "./case.ts";

/** `caseId` and the version of the case that its author looked at. */
interface OnCase {
  readonly caseId: string;
  readonly expected: number;
}

/** What a person at the desk asks for. `by` is who signed in, never what a request says. */
export type PersonalCommand = { readonly by: string } & (
  | { readonly kind: "case.open"; readonly caseId: string; readonly findings: readonly Finding[] }
  /** Puts further findings into the case; into a confirmed one as confirmed. */
  | ({ readonly kind: "case.add"; readonly findings: readonly Finding[] } & OnCase)
  | ({ readonly kind: "case.confirm" } & OnCase)
  | ({
      readonly kind: "case.dismiss";
      readonly reason: DismissalReason;
      readonly growBy: number;
      /** How many people it had touched when its author looked. */
      readonly exposed: number;
    } & OnCase)
  /** Takes back a confirmation or a dismissal. */
  | ({ readonly kind: "case.reopen" } & OnCase)
  | ({ readonly kind: "case.merge"; readonly from: string; readonly expectedFrom: number } & OnCase)
  /** Moves these findings, and whoever they touched, to a new case. Takes back a merge, too. */
  | ({ readonly kind: "case.split"; readonly into: string; readonly findings: readonly string[] } & OnCase)
  | ({ readonly kind: "hold.place"; readonly holdId: string; readonly sourceHash: string } & OnCase)
  | ({ readonly kind: "hold.release"; readonly holdId: string } & OnCase)
  | { readonly kind: "proposal.make"; readonly proposalId: string; readonly action: Action }
  | { readonly kind: "proposal.approve"; readonly proposalId: string; readonly contentHash: string }
  | { readonly kind: "proposal.withdraw"; readonly proposalId: string }
  | ({
      readonly kind: "notice.sendOne";
      readonly batchId: string;
      readonly letter: NoticeLetter;
      readonly account: AccountId;
    } & OnCase)
  /** What of a batch hasn't been sent stays unsent. */
  | { readonly kind: "notice.stop"; readonly caseId: string; readonly batchId: string }
  | {
      readonly kind: "control.impose";
      readonly controlId: string;
      readonly refused: Refused;
      readonly platform?: string;
      /** What rests on an order is proposed instead, and approved by counsel. */
      readonly basis: Exclude<Basis, "order">;
      readonly reason: ControlReason;
      readonly untilMs?: number;
    }
  | { readonly kind: "control.confirm"; readonly controlId: string; readonly contentHash: string }
  /** Ends one's own control that nobody confirmed. */
  | { readonly kind: "control.withdraw"; readonly controlId: string }
  /** Says whom of a confirmed order's people an account or a build is, or that it is none of them. */
  | ({ readonly kind: "party.find" } & Pick<
      PartyFinding,
      "order" | "subject" | "as" | "grade" | "conditions"
    >)
);

/** What whoever runs the host asks for, at its command line. */
export type OperatorCommand = { readonly by: "operator" } & (
  | { readonly kind: "person.appoint"; readonly personId: string; readonly role: Role }
  | { readonly kind: "person.revoke"; readonly personId: string }
  | FeedCommand
);

/** Which researchers' feeds are used is said where the machine is. */
export type FeedCommand =
  | { readonly kind: "feed.use"; readonly feed: UsedFeed }
  | { readonly kind: "feed.drop"; readonly name: string };

/** What the desk does by itself: it reports what was done and never decides. */
export type DeskCommand = { readonly by: "desk" } & (
  | { readonly kind: "finding.seen"; readonly finding: Finding }
  | {
      readonly kind: "targets.opened";
      readonly caseId: string;
      readonly opened: readonly OpenedTarget[];
      /** Their signals are shredded: nobody can tell any more who they were. */
      readonly lost: readonly string[];
    }
  | {
      readonly kind: "notices.sent";
      readonly caseId: string;
      readonly batchId: string;
      readonly told: readonly { readonly account: AccountId; readonly passedOver?: PassedOverReason }[];
    }
  | { readonly kind: "case.delete"; readonly caseId: string }
  /** Ends the controls whose order binds no more. */
  | { readonly kind: "order.review" }
);

export type Command = PersonalCommand | OperatorCommand | DeskCommand;
