import {
  deriveGrantKeys,
  sealAccountBlob,
  type AccountBlob,
  type BlobContact,
  type BlobConversation,
} from "@bridle/core";
import type { ContactRecord, OpenGrant } from "../store/contact-store.ts";
import type { ConversationRecord } from "../store/conversation-store.ts";
import { self, type Engine } from "./engine.ts";

// The account blob: what the recovery words bring back. Rewritten whenever contacts or conversations
// change.

function blobOf(engine: Engine): AccountBlob {
  const { store } = engine;
  return {
    displayName: self(engine).account.displayName,
    contacts: store.contacts.list().map(blobContact),
    conversations: store.conversations
      .list()
      .filter(({ state }) => state !== "ended" && state !== "founding")
      .map(({ conversationId, accountId, generation, rejoinKey }) => ({
        conversationId,
        accountId,
        generation,
        rejoinKey,
      })),
    blockedStrangers: store.contacts.blockedStrangers(),
  };
}

/** Uploads the blob when it is out of date. A rival version (another device) is taken over by number. */
export async function uploadBlob(engine: Engine): Promise<void> {
  const { store, session } = engine;
  const owed = store.account.owed("blob");
  if (owed === 0) return;
  for (let tries = 0; tries < 3; tries++) {
    const version = store.account.counter("blobVersion") + 1;
    const { accountId, account, signer } = self(engine);
    const sealed = await sealAccountBlob(
      engine.crypto,
      { accountId, blobPublicKey: account.blobKey, version, signer },
      blobOf(engine),
    );
    if (!sealed.ok) return giveUp(engine, owed);
    const done = await session.call("blob.put", { version, sealed: sealed.value });
    if (done.ok) {
      return store.transaction(() => {
        store.account.setCounter("blobVersion", version);
        store.account.paid("blob", owed);
      });
    }
    if (done.error.kind !== "blob_conflict") return;
    const current = await session.call("blob.get", {});
    if (!current.ok) return;
    store.transaction(() => store.account.setCounter("blobVersion", current.value.version));
  }
}

const warned = new WeakSet<Engine>();

/** It doesn't fit, and won't until something changes, which makes it due again. Said once. */
function giveUp(engine: Engine, owed: number): void {
  engine.store.transaction(() => engine.store.account.paid("blob", owed));
  if (warned.has(engine)) return;
  warned.add(engine);
  engine.emit({ name: "warning", data: { kind: "backup_too_large" } });
}

function blobContact(contact: ContactRecord): BlobContact {
  const { accountId, chain, handle, displayName, cameBy, blocked, given, held } = contact;
  return {
    accountId,
    chain,
    handle,
    displayName,
    cameBy,
    sinceMs: contact.since,
    verifiedAtMs: contact.verifiedAt,
    blocked,
    given,
    held,
  };
}

export function contactOfBlob(contact: BlobContact): ContactRecord {
  const { accountId, chain, handle, displayName, cameBy, blocked, given, held } = contact;
  return {
    accountId,
    chain,
    handle,
    displayName,
    cameBy,
    since: contact.sinceMs,
    verifiedAt: contact.verifiedAtMs,
    changedAt: undefined,
    blocked,
    given,
    held,
  };
}

export function grantOfBlob(
  { accountId, given, blocked }: BlobContact,
  nowMs: number,
): OpenGrant | undefined {
  if (given === undefined || blocked) return undefined;
  const { grantId } = deriveGrantKeys(given);
  return { grantId, secret: given, kind: "contact", holder: accountId, expiresAt: undefined, at: nowMs };
}

export function conversationOfBlob(
  { conversationId, accountId, generation, rejoinKey }: BlobConversation,
  now: { readonly nowMs: number; readonly blocked: boolean },
): ConversationRecord {
  return {
    conversationId,
    accountId,
    generation,
    rejoinKey,
    state: now.blocked ? "blocked" : "rejoining",
    sequence: 0,
    needsRejoin: true,
    pending: undefined,
    draft: undefined,
    readPosition: 0,
    at: now.nowMs,
  };
}
