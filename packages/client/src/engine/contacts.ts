import { chainCrypto } from "@bridle/core";
import {
  compareChains,
  equalBytes,
  verifyChain,
  type AccountId,
  type Chain,
  type ChainState,
  type ListedDevice,
} from "@bridle/protocol";
import type { ClientEvent } from "../api/shapes.ts";
import type { ContactRecord } from "../store/contact-store.ts";
import { checkedOnce } from "./checked-once.ts";
import { self, type Engine } from "./engine.ts";

/** The devices that count for an account now: by our own chain, or by the contact's as we know it. */
export function listedDevices(engine: Pick<Engine, "store">, accountId: AccountId): readonly ListedDevice[] {
  const { account } = self(engine);
  const chain = accountId === account.accountId ? account.chain : engine.store.contacts.get(accountId)?.chain;
  const state = chain === undefined ? undefined : chainStateOf(chain);
  return state?.devices ?? [];
}

const chainCheckedOnce = checkedOnce<ChainState | undefined>();

/** What a chain says, or `undefined` when it isn't sound. */
export function chainStateOf(chain: Chain): ChainState | undefined {
  return chainCheckedOnce(chain, () => {
    const state = verifyChain(chainCrypto, chain);
    return state.ok ? state.value : undefined;
  });
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
  if (before === undefined || now?.accountId !== contact.accountId || isAhead(now, nowMs)) {
    return { kind: "invalid" };
  }
  const comparison = compareChains(contact.chain, shown);
  if (comparison === "same" || comparison === "behind") return { kind: "unchanged" };
  if (comparison === "forked") return { kind: "forked" };
  const rootChanged = before.rootKey.some((byte, index) => byte !== now.rootKey[index]);
  const changed = rootChanged ? { verifiedAt: undefined, changedAt: nowMs } : {};
  return { kind: "newer", contact: { ...contact, chain: shown, ...changed }, rootChanged };
}

/**
 * The newest chain of an account that we hold, now that one was shown: the shown one, or the known one where
 * that goes further. Nothing when it isn't theirs, is dated ahead or contradicts what we know.
 */
export function newestChain(
  known: ContactRecord | undefined,
  shown: { readonly accountId: AccountId; readonly chain: Chain },
  nowMs: number,
): ChainState | undefined {
  if (known === undefined) {
    const state = chainStateOf(shown.chain);
    return state?.accountId === shown.accountId && !isAhead(state, nowMs) ? state : undefined;
  }
  if (contradicts(judgeChain(known, shown.chain, nowMs))) return undefined;
  return chainStateOf(withChain(known, shown.chain, nowMs).chain);
}

/** A contact after a chain was shown: with it where it is newer, else as they were. */
export function withChain(known: ContactRecord, shown: Chain, nowMs: number): ContactRecord {
  const news = judgeChain(known, shown, nowMs);
  return news.kind === "newer" ? news.contact : known;
}

function isAhead(state: ChainState, nowMs: number): boolean {
  return state.latestAtMs > nowMs + CLOCK_SKEW_MS;
}

/** Whether a key is a listed device's that signs by now, as far apart as clocks may be. */
export function isActiveDevice(
  devices: readonly ListedDevice[],
  signatureKey: Uint8Array,
  nowMs: number,
): boolean {
  const device = devices.find((listed) => equalBytes(listed.signatureKey, signatureKey));
  return device !== undefined && device.activeAfterMs <= nowMs + CLOCK_SKEW_MS;
}

/** Our own account in the form in which chains are judged. */
export function ownRecord(engine: Pick<Engine, "store">): ContactRecord {
  const { accountId, account } = self(engine);
  return {
    accountId,
    chain: account.chain,
    handle: undefined,
    displayName: undefined,
    cameBy: "restored",
    since: 0,
    verifiedAt: undefined,
    changedAt: undefined,
    blocked: false,
    given: undefined,
    held: undefined,
  };
}

/**
 * In a transaction: our own chain went on. What is at the server may be of a device that isn't listed any
 * more, so the blob is due again.
 */
export function takeOverOwnChain(engine: Pick<Engine, "store">, chain: Chain): void {
  engine.store.account.setAccount({ ...self(engine).account, chain });
  engine.store.account.owe("blob");
}

export function forkWarning(accountId: AccountId): ClientEvent {
  return { name: "warning", data: { kind: "safety_number_changed", accountId } };
}
