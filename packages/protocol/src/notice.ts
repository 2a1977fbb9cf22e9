import { concatBytes } from "./bytes.ts";
import { bool, closed, decode, encode, fixedBytes, struct, u16, u53, u8, type Infer } from "./codec.ts";
import { AccountId } from "./ids.ts";
import type { Sha256 } from "./merkle.ts";
import { err, ok, type Result } from "./result.ts";
import { utf8Encode } from "./utf8.ts";

// Safety notices (DESIGN §8): what an operator tells somebody who was targeted. Everything in it comes from
// closed lists and numbers: there is no room for a sentence, a name, a link or a request.

/** The most that is known to have come to the person. Each says less than the one after it. */
export const noticeReach = closed("nothing", "lookedUp", "introduction", "accepted");

/** What a notice says, in parameters that the app's catalogue turns into words. */
export const noticeLetter = struct({
  /** Which text; `version` is that text's, so that what was sent can be read again as it was meant. */
  template: closed("targeted"),
  templateVersion: u8,
  /** What was seen. */
  seen: struct({
    lookups: bool,
    introductions: bool,
    invites: bool,
    groupAdds: bool,
    calls: bool,
    deviceLinks: bool,
    malformed: bool,
  }),
  reached: noticeReach,
  confidence: closed("possible", "likely", "strong"),
  /** Days since 1970 in UTC: the first one, and how many followed. */
  firstDay: u16,
  furtherDays: u8,
  /** What the service does about it. */
  done: struct({ refused: bool, accountsClosed: bool, repaired: bool }),
  /** Which edition of the list of helpers the person is shown. */
  helpEdition: u16,
});
export type NoticeLetter = Infer<typeof noticeLetter>;

/** A letter to one account, as its devices keep it. */
export const notice = struct({
  version: u8,
  /** The first 16 bytes of SHA-256 over the operator's notice key. */
  keyId: fixedBytes(16),
  issuedAtMs: u53,
  /** Random: without it nobody can tell from a code whom it was issued to. */
  nonce: fixedBytes(16),
  letter: noticeLetter,
  /** Ed25519 over `noticeSigningInput`. */
  signature: fixedBytes(64),
});
export type Notice = Infer<typeof notice>;

/** Whom a notice is for. It holds for nobody else, and on no other server. */
export interface NoticeAddress {
  readonly serverId: Uint8Array;
  readonly accountId: AccountId;
}

/** The next notice key, signed by the one before it. */
export const noticeKeySuccessor = struct({
  key: fixedBytes(32),
  sinceMs: u53,
  /** Ed25519 by the key before, over `noticeKeySigningInput`. */
  signature: fixedBytes(64),
});
export type NoticeKeySuccessor = Infer<typeof noticeKeySuccessor>;

const SIGNED = utf8Encode("bridle/notice/v1\0");
const KEY_SIGNED = utf8Encode("bridle/notice-key/v1\0");
const CODE = utf8Encode("bridle/notice-code/v1\0");

/** What the operator's notice key signs: server, account and all of the notice but the signature. */
export function noticeSigningInput({ serverId, accountId }: NoticeAddress, said: Notice): Uint8Array {
  const unsigned = encode(notice, { ...said, signature: new Uint8Array(64) });
  return concatBytes(SIGNED, serverId, AccountId.toBytes(accountId), unsigned);
}

/** What a notice key signs to name its successor. */
export function noticeKeySigningInput(
  serverId: Uint8Array,
  current: Uint8Array,
  next: Pick<NoticeKeySuccessor, "key" | "sinceMs">,
): Uint8Array {
  const sinceMs = encode(u53, next.sinceMs);
  return concatBytes(KEY_SIGNED, serverId, current, next.key, sinceMs);
}

export function noticeKeyId(sha256: Sha256, key: Uint8Array): Uint8Array {
  return sha256(key).slice(0, 16);
}

/** Reads a notice; a newer version is named before anything else is read. */
export function decodeNotice(raw: Uint8Array): Result<Notice, "newer" | "malformed"> {
  const [version = 0] = raw;
  if (version > 1) return err("newer");
  const read = decode(notice, raw);
  return read.ok && version === 1 ? ok(read.value) : err("malformed");
}

const CODE_DIGITS = 12;

/**
 * Twelve digits that are the same on all of the person's devices and on the service's public page. About 40
 * bits: enough that nobody guesses one, and without the nonce nobody computes one.
 */
export function noticeCode(sha256: Sha256, to: NoticeAddress, said: Notice): string {
  const hash = sha256(concatBytes(CODE, noticeSigningInput(to, said)));
  // Eight bytes over 10^12: the bias is below one in ten million.
  const number = hash.subarray(0, 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return String(number % 10n ** BigInt(CODE_DIGITS)).padStart(CODE_DIGITS, "0");
}

/** As people type codes: with spaces or hyphens between, in digits of ASCII. */
export function parseNoticeCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, "");
  return code.length === CODE_DIGITS && /^\d+$/.test(code) ? code : undefined;
}
