import type { AccountId } from "@bridle/protocol";
import type { ContactRecord } from "../store/contact-store.ts";
import { enqueueTo } from "./contents.ts";
import type { Engine } from "./engine.ts";
import { giveUp } from "./give-up.ts";
import { grantContent, openGrantOf, prepareGrant, registerGrant } from "./grants.ts";

// Blocking takes back the grant and detaches our mailboxes from the 1:1; the other side sees nothing
// of it (DESIGN §4). It holds on this device at once, and at the server as soon as it can be reached.

export function block(engine: Engine, contact: ContactRecord): void {
  const { store } = engine;
  const { accountId } = contact;
  const answers: (() => void)[] = [];
  store.transaction(() => {
    store.contacts.put({ ...contact, blocked: true });
    store.contacts.deleteIntroductionsOf(accountId);
    for (const conversation of store.conversations.withContact(accountId)) {
      if (conversation.state === "ended") continue;
      store.conversations.put({ ...conversation, state: "blocked" });
      answers.push(giveUp(engine, conversation.conversationId, "blocked"));
    }
    store.account.owe("blob");
    store.account.owe("blocks");
  });
  for (const answer of answers) answer();
  tell(engine, accountId);
}

/** Blocks whoever wrote an introduction; all that they wrote goes with it. */
export function blockStranger(engine: Engine, accountId: AccountId): void {
  const { store, clock } = engine;
  const contact = store.contacts.get(accountId);
  if (contact !== undefined) return block(engine, contact);
  store.transaction(() => {
    store.contacts.blockStranger(accountId, clock.nowMs());
    store.contacts.deleteIntroductionsOf(accountId);
    store.account.owe("blob");
    store.account.owe("blocks");
  });
}

export function unblock(engine: Engine, contact: ContactRecord): void {
  const { store } = engine;
  const { accountId } = contact;
  store.transaction(() => {
    store.contacts.put({ ...contact, blocked: false });
    for (const conversation of store.conversations.withContact(accountId)) {
      // Whatever happened meanwhile was not for us: check the thread before saying anything.
      if (conversation.state === "blocked") {
        store.conversations.put({ ...conversation, state: "active", needsRejoin: true });
      }
    }
    store.account.owe("blob");
    store.account.owe("blocks");
  });
  tell(engine, accountId);
}

function tell(engine: Engine, accountId: AccountId): void {
  for (const { conversationId, state } of engine.store.conversations.withContact(accountId)) {
    const shown = state === "blocked" ? "blocked" : "active";
    engine.emit({ name: "conversation", data: { conversationId, state: shown } });
  }
}

/** Brings the server in line with what the person decided; repeated until it went through. */
export async function syncBlocks(engine: Engine): Promise<void> {
  const { store } = engine;
  const owed = store.account.owed("blocks");
  if (owed === 0) return;
  for (const contact of store.contacts.list()) {
    const done = contact.blocked ? await enforceBlock(engine, contact) : await liftBlock(engine, contact);
    if (!done) return;
  }
  for (const accountId of store.contacts.blockedStrangers()) {
    if (store.contacts.isBlocked(accountId) && !(await putBlock(engine, accountId))) return;
  }
  store.transaction(() => store.account.paid("blocks", owed));
  engine.wake.outbox();
}

async function putBlock({ session }: Engine, accountId: AccountId): Promise<boolean> {
  const blocked = await session.call("block.put", { accountId });
  return blocked.ok || blocked.error.kind === "too_many_blocks";
}

async function enforceBlock(engine: Engine, { accountId }: ContactRecord): Promise<boolean> {
  const { store, session } = engine;
  if (!(await putBlock(engine, accountId))) return false;
  for (const grantId of store.contacts.grantsOf(accountId)) {
    const deleted = await session.call("grant.delete", { grantId });
    if (!deleted.ok) return false;
    store.transaction(() => store.contacts.deleteOpenGrant(grantId));
  }
  return attach(engine, accountId, false);
}

async function liftBlock(engine: Engine, contact: ContactRecord): Promise<boolean> {
  const { store, session } = engine;
  if (store.contacts.grantsOf(contact.accountId).length > 0) return true; // Was never blocked.
  const lifted = await session.call("block.delete", { accountId: contact.accountId });
  if (!lifted.ok || !(await attach(engine, contact.accountId, true))) return false;
  const given = prepareGrant(engine, contact.accountId);
  const registered = await registerGrant(engine, given);
  if (!registered.ok) return false;
  await engine.lane.run(async () => {
    store.transaction(() => {
      const stored = store.contacts.get(contact.accountId);
      if (stored !== undefined) store.contacts.put({ ...stored, given: given.secret });
      store.contacts.putOpenGrant(openGrantOf(given, { kind: "contact", at: engine.clock.nowMs() }));
      for (const { conversationId } of store.conversations.withContact(contact.accountId)) {
        enqueueTo(engine, conversationId, grantContent(given));
      }
      store.account.owe("blob");
    });
  });
  engine.wake.outbox();
  return true;
}

async function attach(engine: Engine, accountId: AccountId, attached: boolean): Promise<boolean> {
  for (const { conversationId, state } of engine.store.conversations.withContact(accountId)) {
    if (state === "ended" || state === "founding") continue;
    const done = await engine.session.call("conversation.attach", { conversationId, attached });
    if (!done.ok && done.error.kind !== "not_a_member") return false;
  }
  return true;
}
