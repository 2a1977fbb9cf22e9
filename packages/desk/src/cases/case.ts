import type { AccountId, NoticeLetter } from "@bridle/protocol";
import type { Exposure, Finding } from "../findings/finding.ts";
import type { OrderAsk } from "../orders/order-ask.ts";
import { mergeExposures } from "./exposures.ts";

export const dismissalReasons = ["harmless", "knownService", "faultyBuild", "tooLittle", "drill"] as const;
export type DismissalReason = (typeof dismissalReasons)[number];

/** Why somebody on a list got no notice. */
export const passedOverReasons = ["optedOut", "alreadyTold", "accountGone"] as const;
export type PassedOverReason = (typeof passedOverReasons)[number];

export interface OpenedTarget {
  readonly target: string;
  readonly account: AccountId;
}

/** Somebody who was told, or who wasn't and why. */
export interface Told {
  readonly account: AccountId;
  readonly atMs: number;
  readonly passedOver?: PassedOverReason;
  readonly letter: NoticeLetter;
}

/** Notices that may be sent and haven't all been. */
export interface NoticeBatch {
  readonly id: string;
  readonly letter: NoticeLetter;
  /** Who hasn't been told yet. */
  readonly accounts: readonly AccountId[];
  /** Nothing more of it may be sent; what was already on its way is still recorded. */
  readonly stopped?: true;
}

/** Duty to keep: the hash of the paper that asks for it, and what of an order it rests on. */
export interface Hold {
  readonly id: string;
  readonly sourceHash: string;
  readonly ground?: OrderAsk;
}

/** What moves when cases are merged and split. Plain data. */
export interface CaseContent {
  readonly findings: readonly Finding[];
  /** Pseudonyms that the server may open, that it opened, and that it found shredded. */
  readonly allowed: readonly string[];
  readonly opened: readonly OpenedTarget[];
  readonly lost: readonly string[];
  readonly told: readonly Told[];
  readonly holds: readonly Hold[];
}

export type CaseStatus =
  | { readonly kind: "open" }
  | { readonly kind: "confirmed" }
  /** Quiet until it touched `growBy` more people than `exposed`, or says more than it did. */
  | {
      readonly kind: "dismissed";
      readonly reason: DismissalReason;
      readonly growBy: number;
      readonly exposed: number;
    }
  | { readonly kind: "merged"; readonly into: string };

export interface Case extends CaseContent {
  /** 16 bytes in hex. */
  readonly id: string;
  /** 32 random bytes in hex: opens the case's entries in the ledger, and goes with the case. */
  readonly salt: string;
  /** How many events it has; a command names the version that its author saw. */
  readonly version: number;
  /** The version since which the desk only reported growth and what it carried out; decisions on an older one are refused. */
  readonly decidedVersion: number;
  readonly status: CaseStatus;
  readonly batches: readonly NoticeBatch[];
  readonly changedAtMs: number;
}

/** Whether notices of this case are on their way. */
export function isSending({ batches }: Pick<Case, "batches">): boolean {
  return batches.some(({ stopped }) => stopped === undefined);
}

/** Everybody whom the case's findings touched, each once with the most that reached them. */
export function exposuresOf({ findings }: Pick<CaseContent, "findings">): readonly Exposure[] {
  return mergeExposures(...findings.map((finding) => finding.exposures));
}
