import { chainCrypto } from "@bridle/core";
import { decodeNotice, noticeSigningInput, toHex, type MailboxEntry, type Notice } from "@bridle/protocol";
import type { NoticeStanding } from "../api/shapes.ts";
import { self, type Engine } from "./engine.ts";
import { noticeKey } from "./notice-keys.ts";
import { LATER, NOTHING, type Later, type Taken } from "./taken.ts";

/** So many that this app can't read are kept; more are dropped without a word. */
const NEWER_MAX = 32;

/**
 * A safety notice of the operator (promise 7): checked against the pinned keys, for this account on this
 * server, and kept in a table of its own. No conversation, no message and no event carries what it says.
 */
export async function receiveNotice(
  engine: Engine,
  { notice: raw }: Extract<MailboxEntry, { readonly kind: "notice" }>,
): Promise<Taken | Later> {
  const { store } = engine;
  const id = toHex(chainCrypto.sha256(raw).subarray(0, 16));
  if (store.notices.has(id)) return NOTHING;
  const read = decodeNotice(raw);
  if (!read.ok) {
    if (read.error !== "newer") return refused();
    return isFullOfNewer(engine) ? NOTHING : kept(engine, { id, raw, standing: "newer" });
  }
  const standing = await standingOf(engine, read.value);
  if (standing === "later") return LATER;
  if (standing === "forged") return refused();
  return kept(engine, { id, raw, standing, at: read.value.issuedAtMs });
}

/** Nobody can tell yet who signed those. */
function isFullOfNewer({ store }: Engine): boolean {
  return store.notices.list().filter(({ standing }) => standing === "newer").length >= NEWER_MAX;
}

/** The quiet line of a day: how much of strangers' the service refused. It is kept, and disturbs nobody. */
export function receiveRefusals(
  { store }: Engine,
  { day, attempts }: Extract<MailboxEntry, { readonly kind: "refusals" }>,
): Taken {
  return {
    write: () => store.notices.putRefusedDay({ day, attempts }),
    events: [{ name: "refused", data: { day } }],
  };
}

/** Looks again at notices that were too new: the app may have been updated since. */
export async function readAgain(engine: Engine): Promise<void> {
  const { store } = engine;
  for (const found of store.notices.list()) {
    const read = found.standing === "newer" ? decodeNotice(found.raw) : undefined;
    if (read === undefined || !read.ok) continue;
    const standing = await standingOf(engine, read.value);
    if (standing === "later") continue;
    store.transaction(() => {
      store.notices.delete(found.id);
      if (standing !== "forged") store.notices.put({ ...found, standing, at: read.value.issuedAtMs });
    });
  }
}

/** Whose word it is. A signature that doesn't hold makes it nobody's. */
async function standingOf(engine: Engine, said: Notice): Promise<NoticeStanding | "forged" | "later"> {
  const serverId = engine.store.account.server()?.serverId;
  if (serverId === undefined) return "later";
  const found = await noticeKey(engine, said.keyId);
  if (found === "later") return "later";
  if (found === undefined) return "forged";
  const input = noticeSigningInput({ serverId, accountId: self(engine).accountId }, said);
  if (!chainCrypto.verifyEd25519(found.key, input, said.signature)) return "forged";
  const isInTime = found.untilMs === undefined || said.issuedAtMs < found.untilMs;
  return found.trusted && isInTime ? "verified" : "unverified";
}

function kept(
  engine: Engine,
  found: {
    readonly id: string;
    readonly raw: Uint8Array;
    readonly standing: NoticeStanding;
    readonly at?: number;
  },
): Taken {
  const { store, clock } = engine;
  // Who said "no more" isn't disturbed, whatever the server does; the list still has it.
  const seen = store.notices.optedOut();
  const at = found.at ?? clock.nowMs();
  return {
    write: () => store.notices.put({ ...found, at, seen }),
    events: seen ? [] : [{ name: "notice", data: { id: found.id } }],
  };
}

function refused(): Taken {
  return { write: () => {}, events: [{ name: "warning", data: { kind: "notice_refused" } }] };
}
