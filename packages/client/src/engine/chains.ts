import { members } from "@bridle/core";
import type { AccountId } from "@bridle/protocol";
import type { ContactRecord } from "../store/contact-store.ts";
import { forkWarning, judgeChain, ownRecord, takeOverOwnChain } from "./contacts.ts";
import { self, type Engine } from "./engine.ts";
import { isListedMember } from "./rejoin.ts";

// Contacts' chains, looked up again now and then: a device that somebody removed must not go on
// reading because nobody told us.

const FRESH_MS = 60 * 60 * 1000;
const checkedAt = new WeakMap<Engine, Map<string, number>>();

export async function refreshChains(engine: Engine): Promise<void> {
  const checked = checkedAt.get(engine) ?? new Map<string, number>();
  checkedAt.set(engine, checked);
  await refreshOwn(engine);
  for (const contact of engine.store.contacts.list()) {
    const nowMs = engine.clock.nowMs();
    if (contact.blocked || nowMs - (checked.get(contact.accountId) ?? 0) < FRESH_MS) continue;
    const { accountId } = contact;
    if (await refreshChain(engine, accountId)) checked.set(accountId, nowMs);
  }
}

/** Looks one contact's chain up; false when the server gave none. */
export async function refreshChain(engine: Engine, accountId: AccountId): Promise<boolean> {
  const shown = await engine.session.call("chain.get", { accountId, permission: undefined });
  if (!shown.ok) return false;
  await engine.lane.run(async () => takeOver(engine, accountId, shown.value.chain));
  return true;
}

function takeOver(engine: Engine, accountId: ContactRecord["accountId"], chain: readonly Uint8Array[]): void {
  const { store } = engine;
  const contact = store.contacts.get(accountId);
  if (contact === undefined) return;
  const news = judgeChain(contact, chain, engine.clock.nowMs());
  if (news.kind === "forked") return engine.emit(forkWarning(accountId));
  if (news.kind !== "newer") return;
  store.transaction(() => {
    store.contacts.put(news.contact);
    store.account.owe("blob");
  });
  if (news.rootChanged) engine.emit(forkWarning(accountId));
  for (const { conversationId } of store.conversations.withContact(accountId)) {
    const group = engine.groups.get(conversationId);
    const stale = group !== undefined && members(group).some((member) => !isListedMember(engine, member));
    if (stale) engine.wake.outbox(conversationId);
  }
}

/** Our own chain: another device of ours may have been added or removed. */
export async function refreshOwn(engine: Engine): Promise<void> {
  const { accountId, account } = self(engine);
  const shown = await engine.session.call("chain.get", { accountId, permission: undefined });
  if (!shown.ok || shown.value.chain.length <= account.chain.length) return;
  const news = judgeChain(ownRecord(engine), shown.value.chain, engine.clock.nowMs());
  if (news.kind === "forked") return engine.emit(forkWarning(accountId));
  if (news.kind !== "newer") return;
  engine.store.transaction(() => takeOverOwnChain(engine, shown.value.chain));
}
