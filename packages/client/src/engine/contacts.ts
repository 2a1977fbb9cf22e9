import { chainCrypto } from "@bridle/core";
import {
  compareChains,
  verifyChain,
  type AccountId,
  type Chain,
  type ChainState,
  type ListedDevice,
} from "@bridle/protocol";
import type { ClientEvent } from "../api/shapes.ts";
import type { ContactRecord } from "../store/contact-store.ts";
import { self, type Engine } from "./engine.ts";

/** The devices that count for an account now: by our own chain, or by the contact's as we know it. */
export function listedDevices(engine: Pick<Engine, "store">, accountId: AccountId): readonly ListedDevice[] {
  const { account } = self(engine);
  const chain = accountId === account.accountId ? account.chain : engine.store.contacts.get(accountId)?.chain;
  const state = chain === undefined ? undefined : verifyChain(chainCrypto, chain);
  return state?.ok === true ? state.value.devices : [];
}

export function chainStateOf(chain: Chain): ChainState | undefined {
  const state = verifyChain(chainCrypto, chain);
  return state.ok ? state.value : undefined;
}

/** What a chain that was just shown means for what we know of a contact. */
export type ChainNews =
  | { readonly kind: "unchanged" }
  /** More statements of the same line, or the root key's override. */
  | { readonly kind: "newer"; readonly contact: ContactRecord; readonly rootChanged: boolean }
  /** Somebody shows different keys to different people. Nothing of it is taken over. */
  | { readonly kind: "forked" }
  /** Not a chain of that account at all, or one that is dated ahead. */
  | { readonly kind: "invalid" };

/** How far ahead of ours the clock of a contact's device may be. */
const CLOCK_SKEW_MS = 60 * 60 * 1000;

/** Whether a chain speaks against what we know, so that nothing that carries it is taken over. */
export function contradicts(news: ChainNews): boolean {
  return news.kind === "forked" || news.kind === "invalid";
}

export function judgeChain(contact: ContactRecord, shown: Chain, nowMs: number): ChainNews {
  const [before, now] = [chainStateOf(contact.chain), chainStateOf(shown)];
  const isTheirs = now?.accountId === contact.accountId && now.latestAtMs <= nowMs + CLOCK_SKEW_MS;
  if (before === undefined || now === undefined || !isTheirs) return { kind: "invalid" };
  const comparison = compareChains(contact.chain, shown);
  if (comparison === "same" || comparison === "behind") return { kind: "unchanged" };
  if (comparison === "forked") return { kind: "forked" };
  const rootChanged = before.rootKey.some((byte, index) => byte !== now.rootKey[index]);
  const changed = rootChanged ? { verifiedAt: undefined, changedAt: nowMs } : {};
  return { kind: "newer", contact: { ...contact, chain: shown, ...changed }, rootChanged };
}

export function forkWarning(accountId: AccountId): ClientEvent {
  return { name: "warning", data: { kind: "safety_number_changed", accountId } };
}
