import {
  encode,
  mailboxEntry,
  receiptLeafHash,
  receiptSigningInput,
  smallTree,
  type Receipt,
} from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { Copy, Mail } from "../ports/mailboxes.ts";
import type { DeviceRow } from "../ports/rows.ts";
import type { Tables } from "../ports/store.ts";
import { admitIntroduction, type StrangerBounds } from "./introduction-quota.ts";
import type { MessagePosting, Posting } from "./posting.ts";
import type { Settings } from "./settings.ts";

// The end of a batch: all that its calls want delivered goes into mailboxes, messages with a receipt
// under one signature, in the order in which they were accepted.

/** A new entry in somebody's mailbox, to be pushed to whoever is connected and has seen all before it. */
export interface Arrival {
  readonly device: DeviceRow;
  readonly seq: number;
  readonly head: Uint8Array | undefined;
  readonly body: Uint8Array;
}

export interface Settling extends StrangerBounds {
  readonly crypto: ServerCrypto;
}

/** Posts everything and says what arrived where. */
export function settle(tables: Tables, postings: readonly Posting[], settling: Settling): readonly Arrival[] {
  const { crypto, settings } = settling;
  const arrivals: Arrival[] = [];
  const receipts = receiptsFor(crypto, postings);
  for (const posting of postings) {
    if (posting.kind === "introduction" && !admitIntroduction(tables, posting, settling)) continue;
    const ofStrangers = posting.kind === "introduction";
    const mail = withRoom(tables, { ...mailOf(posting, receipts), ofStrangers }, settings);
    const posted = tables.mailboxes.post(mail);
    if (posted === undefined) continue;
    mail.copies.forEach(({ device, head }, index) => {
      arrivals.push({ device, seq: posted.seqs[index] ?? 0, head, body: mail.body });
    });
    if (posting.kind === "introduction") {
      const { recipient, senderTag } = posting;
      const places = mail.copies.map(({ device }, index) => ({ device, seq: posted.seqs[index] ?? 0 }));
      tables.introductions.add(recipient, { payload: posted.payload, senderTag, places });
    }
  }
  return arrivals;
}

type Receipts = ReadonlyMap<Posting, Receipt>;

/** One tree and one signature over all messages of the batch. */
function receiptsFor(crypto: ServerCrypto, postings: readonly Posting[]): Receipts {
  const messages: MessagePosting[] = [];
  for (const posting of postings) {
    if (posting.kind === "message" && posting.to.length > 0) messages.push(posting);
  }
  if (messages.length === 0) return new Map();
  const sha256 = (data: Uint8Array) => crypto.sha256(data);
  const leaves = messages.map(({ conversationId, order, atMs, commitment, body }) =>
    receiptLeafHash(sha256, { conversationId, order, atMs, commitment, ciphertextHash: sha256(body) }),
  );
  const { root, paths } = smallTree(sha256, leaves);
  const signature = crypto.signReceipt(receiptSigningInput(root));
  const size = messages.length;
  return new Map(
    messages.map((posting, index) => [posting, { index, size, path: paths[index] ?? [], signature }]),
  );
}

function mailOf(posting: Posting, receipts: Receipts): Mail {
  switch (posting.kind) {
    case "shared":
      return posting;
    case "introduction":
    case "entry":
      return {
        atMs: posting.entry.atMs,
        body: encode(mailboxEntry, posting.entry),
        copies: copiesFor(posting.to),
      };
    case "message": {
      const { conversationId, order, atMs, body, to } = posting;
      const receipt = receipts.get(posting);
      // Nobody to deliver it to: nothing to encode.
      if (receipt === undefined) return { atMs, body, copies: [] };
      const entry = { kind: "message", conversationId, order, atMs, body, receipt } as const;
      return { atMs, body: encode(mailboxEntry, entry), copies: copiesFor(to) };
    }
  }
}

function copiesFor(to: readonly DeviceRow[]): readonly Copy[] {
  return to.map((device) => ({ device }));
}

/**
 * A full mailbox never blocks a conversation: its device leaves the delivery lists, a gap says so, and
 * it rejoins when it comes back (DESIGN §6). A stranger's introduction that finds no room detaches nobody.
 */
function withRoom(tables: Tables, mail: Mail & { readonly ofStrangers: boolean }, settings: Settings): Mail {
  let full = false;
  for (const { device } of mail.copies) {
    if (!isFull(tables, device, settings)) continue;
    full = true;
    tables.mailboxes.appendGap(device, mail.ofStrangers ? "strangers" : "quota");
    if (!mail.ofStrangers) tables.conversations.forgetDevice(device);
  }
  if (!full) return mail;
  return { ...mail, copies: mail.copies.filter(({ device }) => !isFull(tables, device, settings)) };
}

function isFull(tables: Tables, device: DeviceRow, settings: Settings): boolean {
  const { waiting, bytes } = tables.mailboxes.head(device);
  return waiting >= settings.mailboxEntriesMax || bytes >= settings.mailboxBytesMax;
}
