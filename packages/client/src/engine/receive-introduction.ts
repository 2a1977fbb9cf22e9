import { openIntroduction } from "@bridle/core";
import type { MailboxEntry } from "@bridle/protocol";
import { confirmedHandle } from "./claimed-handle.ts";
import { self, type Engine } from "./engine.ts";
import { publicIntroduction } from "./queries.ts";
import { NOTHING, type Taken } from "./taken.ts";

/**
 * A stranger's introduction: fixed size, sealed, one bounded codec (promise 1). What can't be opened or
 * comes from somebody blocked leaves no trace but the quiet count; nothing is ever answered.
 */
export async function receiveIntroduction(
  engine: Engine,
  entry: Extract<MailboxEntry, { readonly kind: "introduction" }>,
): Promise<Taken> {
  const { store } = engine;
  const { account, accountId } = self(engine);
  const keys = { privateKey: account.introductionPrivateKey, publicKey: account.introductionKey };
  const opened = await openIntroduction(engine.crypto, { accountId, keys }, entry.sealed);
  if (!opened.ok) return refused();
  const said = opened.value;
  const known = store.contacts.get(said.accountId);
  if (known?.blocked === true) return NOTHING;
  if (said.accountId === accountId) return refused();
  const introduction = {
    id: entry.introductionId,
    accountId: said.accountId,
    handle: await confirmedHandle(engine, said),
    displayName: said.displayName,
    text: said.text,
    grantSecret: said.grantSecret,
    at: entry.atMs,
  };
  return {
    write: () => store.contacts.putIntroduction(introduction),
    events: [{ name: "introduction", data: publicIntroduction(introduction) }],
  };
}

function refused(): Taken {
  return { write: () => {}, events: [{ name: "warning", data: { kind: "introduction_refused" } }] };
}
