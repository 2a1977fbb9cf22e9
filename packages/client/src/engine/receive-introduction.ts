import { deriveGrantKeys, openIntroduction } from "@bridle/core";
import type { Introduction, MailboxEntry } from "@bridle/protocol";
import { confirmedHandle } from "./claimed-handle.ts";
import { isActiveDevice, newestChain } from "./contacts.ts";
import { self, type Engine } from "./engine.ts";
import { shareOf } from "./introduction-share.ts";
import { publicIntroduction } from "./queries.ts";
import { LATER, NOTHING, type Later, type Taken } from "./taken.ts";

/**
 * A stranger's introduction: fixed size, sealed, one bounded codec (promise 1), and shown only if a device
 * that its account lists now has signed it ([E17]). What can't be opened or comes from somebody blocked
 * leaves no trace but the quiet count; nothing is ever answered.
 */
export async function receiveIntroduction(
  engine: Engine,
  entry: Extract<MailboxEntry, { readonly kind: "introduction" }>,
): Promise<Taken | Later> {
  const { store } = engine;
  const { account, accountId } = self(engine);
  const keys = { privateKey: account.introductionPrivateKey, publicKey: account.introductionKey };
  const opened = await openIntroduction(engine.crypto, { accountId, keys }, entry.sealed);
  if (!opened.ok) return refused();
  const said = opened.value;
  if (store.contacts.hasSeenIntroduction(said.grantId)) return NOTHING;
  if (store.contacts.isBlocked(said.accountId)) return NOTHING;
  if (said.accountId === accountId) return refused();
  const genuine = await isGenuine(engine, said);
  if (genuine === "later") return LATER;
  if (genuine === "no") return refused();
  const introduction = {
    id: entry.introductionId,
    accountId: said.accountId,
    handle: await confirmedHandle(engine, said),
    displayName: said.displayName,
    text: said.text,
    grantSecret: said.grantSecret,
    at: entry.atMs,
  };
  const { isKept, gone } = shareOf(store.contacts.introductions(), said.accountId);
  if (!isKept) return refused();
  return {
    write() {
      if (gone !== undefined) store.contacts.deleteIntroduction(gone);
      store.contacts.putIntroduction(introduction);
      store.contacts.putSeenIntroduction(said.grantId, engine.clock.nowMs());
    },
    events: [
      ...(gone === undefined ? [] : (refused().events ?? [])),
      { name: "introduction", data: publicIntroduction(introduction) },
    ],
  };
}

/**
 * Whether the key that signed is a device of the account that the introduction names. The grant in it
 * permits looking at that account's chain; `later` when the server can't be asked now.
 */
async function isGenuine(engine: Engine, said: Introduction): Promise<"yes" | "no" | "later"> {
  const { accountId, grantSecret, signatureKey } = said;
  const { grantId, accessKey } = deriveGrantKeys(grantSecret);
  const permission = { grantId, accessKey };
  const shown = await engine.session.call("chain.get", { accountId, permission });
  if (!shown.ok) {
    const { kind } = shown.error;
    return kind === "disconnected" || kind === "rate_limited" || kind === "overloaded" ? "later" : "no";
  }
  const known = engine.store.contacts.get(accountId);
  const nowMs = engine.clock.nowMs();
  const newest = newestChain(known, { accountId, chain: shown.value.chain }, nowMs);
  return newest !== undefined && isActiveDevice(newest.devices, signatureKey, nowMs) ? "yes" : "no";
}

function refused(): Taken {
  return { write: () => {}, events: [{ name: "warning", data: { kind: "introduction_refused" } }] };
}
