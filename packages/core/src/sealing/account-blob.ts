import {
  AccountId,
  bool,
  chainCodec,
  closed,
  concatBytes,
  ConversationId,
  decode,
  encode,
  err,
  fixedBytes,
  handleText,
  limits,
  list,
  ok,
  optional,
  struct,
  text,
  u32,
  u53,
  u8,
  utf8Encode,
  type Infer,
  type Result,
} from "@bridle/protocol";
import {
  hpkeOpen,
  hpkeSeal,
  type BadPublicKey,
  type CryptoProvider,
  type KemKeyPair,
} from "../crypto/index.ts";
import { pad, unpad, type PaddedForm } from "./padding.ts";

/** X-Wing's encapsulated key; GCM's tag comes on top. */
const ENC_SIZE = 1120;
const OVERHEAD = ENC_SIZE + 16;
/** Sealed blobs have 16 KiB (some thirty contacts), twice that, and so on to the most that a server takes. */
const SEALED_MIN = 16 * 1024;

// The account blob (DESIGN §4): what a person needs to come back with nothing but the recovery words.
// Sealed to a public key that only the words open, so that a device can write what it can't read.

const name = text({ maxCodePoints: limits.displayNameCodePointsMax });

const contact = struct({
  accountId: AccountId.codec,
  chain: chainCodec,
  handle: optional(handleText),
  displayName: optional(name),
  cameBy: closed("my_invite", "their_invite", "their_introduction", "my_introduction", "restored"),
  sinceMs: u53,
  verifiedAtMs: optional(u53),
  blocked: bool,
  /** The grant that we gave them. */
  given: optional(fixedBytes(32)),
  /** The grant that they gave us. */
  held: optional(fixedBytes(32)),
});

const conversation = struct({
  conversationId: ConversationId.codec,
  accountId: AccountId.codec,
  generation: u32,
  rejoinKey: fixedBytes(32),
});

const accountBlob = struct({
  version: u8,
  displayName: optional(name),
  contacts: list(contact, { max: 10_000 }),
  conversations: list(conversation, { max: 10_000 }),
});
export type AccountBlob = Omit<Infer<typeof accountBlob>, "version">;
export type BlobContact = Infer<typeof contact>;
export type BlobConversation = Infer<typeof conversation>;

/** More contacts and conversations than fit into `limits.accountBlobMax`. */
export interface BlobTooLarge {
  readonly kind: "too_large";
}

const INFO = utf8Encode("bridle/account-blob/v1");

/** Encodes, pads to the next of the sizes above and seals (HPKE, RFC 9180, with X-Wing). */
export async function sealAccountBlob(
  crypto: CryptoProvider,
  to: { readonly accountId: AccountId; readonly blobPublicKey: Uint8Array; readonly version: number },
  blob: AccountBlob,
): Promise<Result<Uint8Array, BadPublicKey | BlobTooLarge>> {
  const message = encode(accountBlob, { ...blob, version: 1 });
  const form = formFor(message);
  if (form === undefined) return err({ kind: "too_large" });
  const plaintext = pad(message, form);
  const publicKey = to.blobPublicKey;
  const sealed = await hpkeSeal(crypto, { publicKey, info: info(to.accountId, to.version), plaintext });
  return sealed.ok ? ok(concatBytes(sealed.value.enc, sealed.value.ciphertext)) : sealed;
}

/** Everything of a blob counts or nothing: `cannot_open` also for one that was sealed in another form. */
export async function openAccountBlob(
  crypto: CryptoProvider,
  mine: { readonly accountId: AccountId; readonly keys: KemKeyPair; readonly version: number },
  sealed: Uint8Array,
): Promise<Result<AccountBlob, "cannot_open" | "newer_version">> {
  const opened = await hpkeOpen(crypto, {
    privateKey: mine.keys.privateKey,
    info: info(mine.accountId, mine.version),
    enc: sealed.slice(0, ENC_SIZE),
    ciphertext: sealed.slice(ENC_SIZE),
  });
  if (!opened.ok) return err("cannot_open");
  const message = unpad(opened.value, formOf(opened.value.length));
  if (message === undefined) return err("cannot_open");
  // Named before anything else is read: how a newer one goes on is its own affair.
  if ((message[0] ?? 0) > 1) return err("newer_version");
  const read = decode(accountBlob, message);
  const isSmallest = formFor(message)?.size === opened.value.length;
  if (!read.ok || read.value.version !== 1 || !isSmallest) return err("cannot_open");
  const { displayName, contacts, conversations } = read.value;
  return ok({ displayName, contacts, conversations });
}

function formOf(size: number): PaddedForm {
  return { lengthBytes: 4, size };
}

/** The smallest form that holds a message, if there is one. */
function formFor(message: Uint8Array): PaddedForm | undefined {
  for (let sealed = SEALED_MIN; sealed <= limits.accountBlobMax; sealed *= 2) {
    const padded = formOf(sealed - OVERHEAD);
    if (padded.lengthBytes + message.length <= padded.size) return padded;
  }
  return undefined;
}

/** Bound to the account and the version, so that a server can't hand out another one's or rename an old one. */
function info(accountId: AccountId, version: number): Uint8Array {
  return concatBytes(INFO, Uint8Array.of(0), AccountId.toBytes(accountId), encode(u53, version));
}
