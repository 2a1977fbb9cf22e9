import type { AccountId } from "@bridle/protocol";
import type { SignalKind, StrongLink } from "../signals/signal.ts";

/** How much a finding says, in the words that an analyst reads. */
export const strengths = ["weak", "moderate", "strong", "certain"] as const;
export type Strength = (typeof strengths)[number];

/** The most that is known to have come to somebody. Each says less than the one after it. */
export const reaches = ["nothing", "lookedUp", "introduction", "accepted"] as const;
export type Reach = (typeof reaches)[number];

/** Somebody whom the account or cluster touched. */
export interface Exposure {
  /** A pseudonym of 16 bytes in hex; the account itself is sealed in the stored signal. */
  readonly target: string;
  readonly reached: Reach;
  readonly attempts: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** What a rule says about an account or a cluster, with everything that it says it from. */
export interface Finding {
  /** Names rule and subject; a later finding of the same rule on the same subject replaces this one. */
  readonly id: string;
  readonly rule: { readonly id: string; readonly version: number };
  readonly platform: string;
  readonly subject:
    | { readonly kind: "account"; readonly account: AccountId }
    | {
        readonly kind: "cluster";
        readonly cluster: string;
        readonly accounts: readonly AccountId[];
        /** What joins them; never an address. */
        readonly linkedBy?: readonly StrongLink["kind"][];
      };
  readonly strength: Strength;
  /** When the rule first held for this subject. */
  readonly atMs: number;
  readonly signals: readonly {
    readonly kind: SignalKind;
    readonly count: number;
    readonly firstAtMs: number;
    readonly lastAtMs: number;
  }[];
  /** Everybody, not a sample. */
  readonly exposures: readonly Exposure[];
  /** What harmless thing this could be: names of texts in the desk's catalogue. */
  readonly couldBe: readonly string[];
}
