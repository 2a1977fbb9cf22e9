import {
  concatBytes,
  toHex,
  utf8Encode,
  type AccountId,
  type NoticeLetter,
  type Sha256,
} from "@bridle/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { OrderRef } from "../orders/held-order.ts";
import type { OrderAsk } from "../orders/order-ask.ts";

/** What takes two different persons. Lists name everybody concerned: what grows afterwards needs a decision of its own. */
export type Action =
  /** Let the server open who is behind these pseudonyms. */
  | { readonly kind: "openTargets"; readonly caseId: string; readonly targets: readonly string[] }
  | {
      readonly kind: "sendNotices";
      readonly caseId: string;
      readonly letter: NoticeLetter;
      readonly accounts: readonly AccountId[];
    }
  | { readonly kind: "confirmOrder"; readonly order: OrderRef }
  /** Do what a confirmed order asks for: refuse somebody, or keep what is there of them. */
  | { readonly kind: "enforceOrder"; readonly ask: OrderAsk }
  /** End a control that two persons decided. */
  | { readonly kind: "liftControl"; readonly controlId: string };

export interface Proposal {
  readonly id: string;
  readonly action: Action;
  readonly by: string;
  readonly atMs: number;
  readonly state: "pending" | "approved" | "withdrawn";
}

/** A proposal that nobody approved until then is void. */
export const proposalLifetimeMs = 72 * 60 * 60 * 1000;

const LABEL = utf8Encode("bridle/desk-action/v1\0");

/** What an approval names: hex of SHA-256 over the proposal's id and every word of the action. */
export function contentHash(sha256: Sha256, { id, action }: Pick<Proposal, "id" | "action">): string {
  return toHex(sha256(concatBytes(LABEL, utf8Encode(canonicalJson({ id, action })))));
}
