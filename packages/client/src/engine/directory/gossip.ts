import { members } from "@bridle/core";
import { type DirectoryTrust, judgeGossip, settleGossip } from "@bridle/ledger";
import { contentVersionOf, equalBytes, limits, toHex } from "@bridle/protocol";
import type { DirectoryRecord, HeardCheckpoint } from "../../store/directory-store.ts";
import { enqueue } from "../contents.ts";
import type { Engine } from "../engine.ts";
import { lookupCrypto } from "./crypto.ts";
import { foundAbout, foundEverywhere } from "./finding.ts";
import { isSaidByServer, nameOf } from "./trust.ts";

// Contacts tell each other the newest checkpoint that they saw ([E44]): a server that shows each its own
// history is found out by the two of them, whoever else it has on its side.

const TELL_EVERY_MS = 24 * 60 * 60 * 1000;
/** So often a server may have no way to join two checkpoints that it signed. */
const TRIES_MAX = 3;
/** For so long a server may be too busy to show one. */
const EXCUSED_MS = 12 * 60 * 60 * 1000;
const VERSION = contentVersionOf({ kind: "checkpoint" });

/** Puts our checkpoint into the conversations in which something was said since we did so last. */
export async function tellContacts(engine: Engine): Promise<void> {
  const { store, lane, wake, clock } = engine;
  const record = store.directory.record();
  const view = record?.view;
  if (record === undefined || view === undefined) return;
  if (Array.from(view.note).length > limits.gossipedNoteCodePointsMax) return;
  const { signature } = record.terms;
  const body = { kind: "checkpoint", note: view.note, directory: nameOf(record.terms), signature } as const;
  const nowMs = clock.nowMs();
  for (const { conversationId } of store.conversations.list()) {
    if (!isDue(engine, conversationId, nowMs)) continue;
    await lane.run(async () => {
      const conversation = store.conversations.get(conversationId);
      if (conversation?.state !== "active") return;
      store.transaction(() => {
        enqueue(engine, conversation, { body });
        store.directory.setTold(conversationId, nowMs);
      });
    });
    wake.outbox(conversationId);
  }
}

function isDue(
  engine: Engine,
  conversationId: Parameters<Engine["groups"]["get"]>[0],
  nowMs: number,
): boolean {
  const { conversations, directory } = engine.store;
  const conversation = conversations.get(conversationId);
  const group = engine.groups.get(conversationId);
  if (conversation?.state !== "active" || group === undefined) return false;
  // An older app would show it as something that it can't read.
  if (!members(group).every(({ contentVersions }) => contentVersions.includes(VERSION))) return false;
  const toldAt = directory.toldAt(conversationId);
  return toldAt === 0 || (nowMs - toldAt >= TELL_EVERY_MS && conversation.at > toldAt);
}

/** Finds what two checkpoints alone show, without asking anybody. */
export async function compareHeard(engine: Engine, trust: DirectoryTrust): Promise<void> {
  for (const heard of engine.store.directory.heard()) {
    const record = engine.store.directory.record();
    if (record?.view === undefined) return;
    if (!equalBytes(heard.directory, nameOf(record.terms))) continue;
    const outcome = judgeGossip(lookupCrypto, trust, { view: record.view, note: heard.note });
    if (outcome.kind !== "split_view") continue;
    await foundEverywhere(engine, { why: "split_view", evidence: outcome.evidence });
    forget(engine, heard);
  }
}

/** Holds what contacts told us against our own checkpoint. */
export async function settleHeard(engine: Engine, trust: DirectoryTrust): Promise<void> {
  for (const heard of engine.store.directory.heard()) {
    const record = engine.store.directory.record();
    if (record === undefined || record.view === undefined) return;
    const isDone = equalBytes(heard.directory, nameOf(record.terms))
      ? await judgeNote(engine, { trust, heard, view: record.view })
      : await judgeOther(engine, record, heard);
    if (isDone) forget(engine, heard);
  }
}

interface Told {
  readonly trust: DirectoryTrust;
  readonly heard: HeardCheckpoint;
  readonly view: NonNullable<DirectoryRecord["view"]>;
}

async function judgeNote(engine: Engine, { trust, heard, view }: Told): Promise<boolean> {
  const outcome = judgeGossip(lookupCrypto, trust, { view, note: heard.note });
  if (outcome.kind === "split_view") {
    await foundEverywhere(engine, { why: "split_view", evidence: outcome.evidence });
    return true;
  }
  if (outcome.kind !== "ask") return true;
  const { from, to, theirs } = outcome;
  const shown = await engine.session.call("directory.consistency", { from, to });
  if (!shown.ok) {
    if (shown.error.kind === "disconnected") return false;
    const isClear = shown.error.kind === "unknown_size" || shown.error.kind === "no_directory";
    return notJoined(engine, { heard, isClear, evidence: { ours: view.note, theirs: theirs.note } });
  }
  const settled = settleGossip(lookupCrypto, { view, theirs }, shown.value.path);
  if (settled.kind === "split_view") {
    await foundEverywhere(engine, { why: "split_view", evidence: settled.evidence });
  }
  return true;
}

/** The server signed both and has no way from one to the other, again and again. */
async function notJoined(
  engine: Engine,
  refused: {
    readonly heard: HeardCheckpoint;
    /** Not for want of time or room. */
    readonly isClear: boolean;
    readonly evidence: { readonly ours: string; readonly theirs: string };
  },
): Promise<boolean> {
  const { heard, isClear, evidence } = refused;
  const tries = heard.tries + 1;
  const isLong = engine.clock.nowMs() - heard.at >= EXCUSED_MS;
  if (tries < TRIES_MAX || !(isClear || isLong)) {
    engine.store.transaction(() => engine.store.directory.putHeard({ ...heard, tries }));
    return false;
  }
  await foundEverywhere(engine, { why: "not_joined", evidence });
  return true;
}

/** A checkpoint of a directory that isn't the one that we know. */
async function judgeOther(engine: Engine, record: DirectoryRecord, heard: HeardCheckpoint): Promise<boolean> {
  const server = engine.store.account.server();
  const { previous, offered, terms } = record;
  // It was begun anew, and one of us went on with it before the other.
  if (previous.some((name) => equalBytes(name, heard.directory))) return true;
  if (offered !== undefined && equalBytes(nameOf(offered), heard.directory)) return true;
  const isServers =
    server !== undefined && isSaidByServer(server, { name: heard.directory, signature: heard.signature });
  if (!isServers) {
    // Nobody can tell whether the server or the contact says so; it concerns the two of us only.
    await foundAbout(engine, heard.accountId, { why: "other_server" });
    return true;
  }
  const said = (name: Uint8Array, signature: Uint8Array): string => `${toHex(name)} ${toHex(signature)}\n`;
  const evidence = {
    ours: said(nameOf(terms), terms.signature),
    theirs: said(heard.directory, heard.signature),
  };
  // The server may have begun it anew honestly, and whoever kept its old word may say so again.
  await foundAbout(engine, heard.accountId, { why: "other_directory", evidence });
  return true;
}

/** Only what was judged: a newer one may have come meanwhile. */
function forget(engine: Engine, { accountId, note }: HeardCheckpoint): void {
  const { directory } = engine.store;
  const isStill = directory.heard().some((now) => now.accountId === accountId && now.note === note);
  if (isStill) engine.store.transaction(() => directory.deleteHeard(accountId));
}
