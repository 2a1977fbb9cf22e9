import {
  concatBytes,
  encode,
  equalBytes,
  mailboxEntry,
  notice as noticeCodec,
  noticeCode,
  noticeKeyId,
  noticeSigningInput,
  AccountId,
  utf8Encode,
  type Notice,
  type NoticeLetter,
  type ReplyOf,
  type RequestOf,
} from "@bridle/protocol";
import type { Account } from "../ports/accounts.ts";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { WaitingNotice } from "../ports/notices.ts";
import type { DeviceRow } from "../ports/rows.ts";
import type { Tables } from "../ports/store.ts";
import { done, type Context, type Decision, type SessionContext } from "./decision.ts";
import type { Arrival } from "./settle.ts";

// Safety notices (DESIGN §8): posted to whoever the desk's decision names, into their own devices' mailboxes.
// A full mailbox doesn't keep one out, and a control can't.

/** Who signs notices. By default a key that the server's own secrets give; an operator may keep one elsewhere. */
export interface NoticeSigner {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export function firstNoticeSigner(crypto: ServerCrypto): NoticeSigner {
  return crypto.ed25519FromSeed(crypto.keyedHash("notice-key", utf8Encode("first")));
}

export function noticeKeys(
  tables: Tables,
  _request: unknown,
  { crypto }: Context,
): Decision<ReplyOf<"notice.keys">> {
  return done({ first: firstNoticeSigner(crypto).publicKey, successors: tables.notices.successors() });
}

export function noticeOptOut(
  tables: Tables,
  { optedOut }: RequestOf<"notice.optOut">,
  { caller }: SessionContext,
): Decision<ReplyOf<"notice.optOut">> {
  if (optedOut !== undefined) tables.notices.setOptedOut(caller.account, optedOut);
  return done({ optedOut: tables.notices.isOptedOut(caller.account) });
}

/** What two persons (or one, about one) let be sent. */
export interface NoticeBatchOrder {
  /** 16 bytes in hex. */
  readonly batch: string;
  readonly letter: NoticeLetter;
  readonly accounts: readonly AccountId[];
}

export type NoticeOutcome = "posted" | "optedOut" | "accountGone";

export interface NoticeResult {
  readonly account: AccountId;
  readonly outcome: NoticeOutcome;
}

export interface PostedNotices {
  readonly outcomes: readonly NoticeResult[];
  readonly arrivals: readonly Arrival[];
}

/**
 * Signs and posts a notice to each account of a batch, once: asked again after a crash, whoever was posted to
 * counts as posted and gets nothing more. Inside the caller's transaction.
 */
export function postNotices(
  tables: Tables,
  order: NoticeBatchOrder,
  about: { readonly crypto: ServerCrypto; readonly nowMs: number; readonly signer: NoticeSigner },
): PostedNotices {
  const current = tables.notices.successors().at(-1)?.key ?? firstNoticeSigner(about.crypto).publicKey;
  // Signed by another key it would be shown as unverified to everybody.
  if (!equalBytes(current, about.signer.publicKey))
    throw new Error("assertion failed: not the current notice key");
  const arrivals: Arrival[] = [];
  const outcomes = order.accounts.map((account) => {
    const found = tables.accounts.find(account);
    if (found === undefined) return { account, outcome: "accountGone" as const };
    const tag = about.crypto.keyedHash(
      "notice-posted",
      concatBytes(utf8Encode(order.batch), AccountId.toBytes(account)),
    );
    if (tables.notices.wasPosted(tag)) return { account, outcome: "posted" as const };
    if (tables.notices.isOptedOut(found.row)) return { account, outcome: "optedOut" as const };
    arrivals.push(...postOne(tables, { order, found, tag }, about));
    return { account, outcome: "posted" as const };
  });
  return { outcomes, arrivals };
}

function postOne(
  tables: Tables,
  {
    order,
    found,
    tag,
  }: { readonly order: NoticeBatchOrder; readonly found: Account; readonly tag: Uint8Array },
  { crypto, nowMs, signer }: Parameters<typeof postNotices>[2],
): readonly Arrival[] {
  const sha256 = (data: Uint8Array): Uint8Array => crypto.sha256(data);
  const unsigned: Notice = {
    version: 1,
    keyId: noticeKeyId(sha256, signer.publicKey),
    issuedAtMs: nowMs,
    nonce: crypto.randomBytes(16),
    letter: order.letter,
    signature: new Uint8Array(64),
  };
  const to = { serverId: crypto.serverId, accountId: found.accountId };
  const signature = signer.sign(noticeSigningInput(to, unsigned));
  const raw = encode(noticeCodec, { ...unsigned, signature });
  const devices = tables.devices.listed(found.row).map(({ row }) => row);
  const { arrivals, places } = deliver(tables, { raw, nowMs }, devices);
  const waiting: WaitingNotice = { batch: order.batch, account: found.row, raw, atMs: nowMs, places };
  tables.notices.add(waiting, { tag, code: noticeCode(sha256, to, unsigned) });
  return arrivals;
}

function deliver(
  tables: Tables,
  { raw, nowMs }: { readonly raw: Uint8Array; readonly nowMs: number },
  devices: readonly DeviceRow[],
): { readonly arrivals: readonly Arrival[]; readonly places: WaitingNotice["places"] } {
  const body = encode(mailboxEntry, { kind: "notice", notice: raw });
  const posted = tables.mailboxes.post({ atMs: nowMs, body, copies: devices.map((device) => ({ device })) });
  const places = devices.map((device, index) => ({ device, seq: posted?.seqs[index] ?? 0 }));
  return { arrivals: places.map((place) => ({ ...place, head: undefined, body })), places };
}

/** So many of all that wait are looked at in one step; the next step goes on behind them. */
const LOOKED_AT_ONCE = 500;

/**
 * Counts notices that a device has acknowledged, and those whose time is over: who they were for is then
 * forgotten. A device that came to the account since gets what none of the others has taken. Goes on behind `after`,
 * and says where to go on from.
 */
export function settleNotices(tables: Tables, beforeMs: number, after: number): number {
  const { notices, next } = tables.notices.page(after, LOOKED_AT_ONCE);
  for (const notice of notices) {
    // A device of a later day acknowledges the gap that took the notice's place: that is no delivery.
    if (notice.atMs < beforeMs) tables.notices.settle(notice, "expired");
    else if (notice.places.some(({ device, seq }) => tables.mailboxes.head(device).ackedSeq >= seq)) {
      tables.notices.settle(notice, "delivered");
    } else postToNewcomers(tables, notice);
  }
  return next;
}

function postToNewcomers(tables: Tables, notice: WaitingNotice): void {
  const known = new Set(notice.places.map(({ device }) => device));
  const newcomers = tables.devices.listed(notice.account).filter(({ row }) => !known.has(row));
  if (newcomers.length === 0) return;
  const { places } = deliver(
    tables,
    { raw: notice.raw, nowMs: notice.atMs },
    newcomers.map(({ row }) => row),
  );
  for (const place of places) tables.notices.addPlace(notice, place);
}
