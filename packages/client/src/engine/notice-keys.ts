import { chainCrypto } from "@bridle/core";
import {
  equalBytes,
  limits,
  noticeKeyId,
  noticeKeySigningInput,
  type NoticeKeySuccessor,
  type ReplyOf,
} from "@bridle/protocol";
import type { PinnedKeys } from "../store/notice-store.ts";
import type { Engine } from "./engine.ts";

// Which keys may sign safety notices. The first is pinned when the account meets its server; each later one
// counts only if the one before it named it. A server that shows another first key changes nothing here.

/** A key that the server names, and whether it leads on from what is pinned. */
export interface NoticeKey {
  readonly key: Uint8Array;
  readonly trusted: boolean;
  /** When the next one took over: what it signed later isn't its to sign. */
  readonly untilMs: number | undefined;
}

/** Pins the server's notice keys where none are yet. Quiet when the server doesn't answer: upkeep comes again. */
export async function pinNoticeKeys(engine: Engine): Promise<void> {
  const { store } = engine;
  if (store.notices.keys().length > 0) return;
  const shown = await engine.session.call("notice.keys", {});
  if (!shown.ok) return;
  const keys = shownKeys(engine, shown.value);
  await engine.lane.run(async () => {
    if (store.notices.keys().length > 0) return;
    store.transaction(() => store.notices.setKeys(keys));
  });
}

/**
 * The key with this id: a pinned one, or one that the server names now. `later` when the server would have
 * to be asked and doesn't answer; `undefined` when it names no such key.
 */
export async function noticeKey(engine: Engine, keyId: Uint8Array): Promise<NoticeKey | undefined | "later"> {
  const { store } = engine;
  const pinned = store.notices.keys();
  const known = withId(pinned, keyId);
  if (known !== undefined) return { ...known, trusted: true };
  const shown = await engine.session.call("notice.keys", {});
  if (!shown.ok) return isPassing(shown.error.kind) ? "later" : undefined;
  const line = shownKeys(engine, shown.value);
  const continued = pinned.length === 0 ? line : continuedBy(pinned, line);
  if (continued.length > pinned.length) store.transaction(() => store.notices.setKeys(continued));
  const trusted = withId(continued, keyId);
  if (trusted !== undefined) return { ...trusted, trusted: true };
  const strange = withId(line, keyId);
  return strange && { ...strange, trusted: false };
}

function isPassing(kind: string): boolean {
  return kind === "disconnected" || kind === "rate_limited" || kind === "overloaded";
}

function withId(keys: PinnedKeys, keyId: Uint8Array): Omit<NoticeKey, "trusted"> | undefined {
  const at = keys.findIndex(({ key }) =>
    equalBytes(
      noticeKeyId((data) => chainCrypto.sha256(data), key),
      keyId,
    ),
  );
  const found = keys[at];
  return found && { key: found.key, untilMs: keys[at + 1]?.sinceMs };
}

/** The line of keys that a server shows, as far as each was named by the one before it. */
function shownKeys(engine: Engine, { first, successors }: ReplyOf<"notice.keys">): PinnedKeys {
  const serverId = engine.store.account.server()?.serverId;
  const keys = [{ key: first, sinceMs: 0 }];
  let current = { key: first, sinceMs: 0 };
  for (const next of successors) {
    if (serverId === undefined || !isNamedBy(serverId, current, next)) break;
    current = { key: next.key, sinceMs: next.sinceMs };
    keys.push(current);
  }
  return keys;
}

function isNamedBy(
  serverId: Uint8Array,
  current: { readonly key: Uint8Array; readonly sinceMs: number },
  next: NoticeKeySuccessor,
): boolean {
  if (next.sinceMs <= current.sinceMs) return false;
  const input = noticeKeySigningInput(serverId, current.key, next);
  return chainCrypto.verifyEd25519(current.key, input, next.signature);
}

/** What is pinned, and what of a shown line goes on from its end. A line that parts from it adds nothing. */
function continuedBy(pinned: PinnedKeys, line: PinnedKeys): PinnedKeys {
  const isSame = pinned.every(({ key, sinceMs }, at) => {
    const shown = line[at];
    return shown !== undefined && equalBytes(shown.key, key) && shown.sinceMs === sinceMs;
  });
  return isSame ? line.slice(0, 1 + limits.noticeKeySuccessorsMax) : pinned;
}
