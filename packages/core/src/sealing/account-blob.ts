import {
  AccountId,
  bool,
  bytes,
  chainCodec,
  closed,
  concatBytes,
  ConversationId,
  decode,
  encode,
  equalBytes,
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
  type ListedDevice,
  type Result,
} from "@bridle/protocol";
import {
  ed25519Sign,
  ed25519Verify,
  hpkeOpen,
  hpkeSeal,
  type BadPublicKey,
  type CryptoProvider,
  type KemKeyPair,
  type SignatureKeyPair,
} from "../crypto/index.ts";
import { pad, unpad, type PaddedForm } from "./padding.ts";

/** X-Wing's encapsulated key; GCM's tag comes on top. */
const ENC_SIZE = 1120;
const OVERHEAD = ENC_SIZE + 16;
/** Sealed blobs have 16 KiB (some thirty contacts), twice that, and so on to the most that a server takes. */
const SEALED_MIN = 16 * 1024;

// The account blob (DESIGN §4): what a person needs to come back with nothing but the recovery words.
// Sealed to a public key that only the words open, so that a device can write what it can't read, and
// signed inside by that device, so that nobody else can write one.

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

const LISTED_MAX = 10_000;
/** Blocked people who never were contacts, the last ones: an honest server refuses them all, with or without this. */
const BLOCKED_STRANGERS_MAX = 1_000;

const beforeStrangers = {
  displayName: optional(name),
  contacts: list(contact, { max: LISTED_MAX }),
  conversations: list(conversation, { max: LISTED_MAX }),
};
const accountBlobV1 = struct(beforeStrangers);
const accountBlob = struct({
  ...beforeStrangers,
  blockedStrangers: list(AccountId.codec, { max: BLOCKED_STRANGERS_MAX }),
});
export type AccountBlob = Infer<typeof accountBlob>;
export type BlobContact = Infer<typeof contact>;
export type BlobConversation = Infer<typeof conversation>;

/** What is padded and sealed. The version stands first, for readers that know no more than that. */
const signedBlob = struct({
  version: u8,
  said: bytes({ max: limits.accountBlobMax }),
  signatureKey: fixedBytes(32),
  signature: fixedBytes(64),
});

const VERSION = 2;

/** More contacts and conversations than fit into `limits.accountBlobMax`. */
export interface BlobTooLarge {
  readonly kind: "too_large";
}

const INFO = utf8Encode("bridle/account-blob/v1");
const SIGNED = utf8Encode("bridle/account-blob-signature/v1");

/** Encodes (of strangers the last thousand), signs, pads to the next of the sizes above and seals (HPKE, RFC 9180, with X-Wing). */
export async function sealAccountBlob(
  crypto: CryptoProvider,
  to: {
    readonly accountId: AccountId;
    readonly blobPublicKey: Uint8Array;
    readonly version: number;
    /** The device that writes, which the account must list for as long as the blob is to open. */
    readonly signer: SignatureKeyPair;
  },
  blob: AccountBlob,
): Promise<Result<Uint8Array, BadPublicKey | BlobTooLarge>> {
  const { contacts, conversations } = blob;
  if (Math.max(contacts.length, conversations.length) > LISTED_MAX) return err({ kind: "too_large" });
  const blockedStrangers = blob.blockedStrangers.slice(-BLOCKED_STRANGERS_MAX);
  const said = encode(accountBlob, { ...blob, blockedStrangers });
  if (said.length > limits.accountBlobMax) return err({ kind: "too_large" });
  const { privateKey, publicKey: signatureKey } = to.signer;
  const signature = ed25519Sign(privateKey, bound(SIGNED, to, said));
  const message = encode(signedBlob, { version: VERSION, said, signatureKey, signature });
  const form = formFor(message);
  if (form === undefined) return err({ kind: "too_large" });
  const plaintext = pad(message, form);
  const publicKey = to.blobPublicKey;
  const sealed = await hpkeSeal(crypto, { publicKey, info: bound(INFO, to), plaintext });
  return sealed.ok ? ok(concatBytes(sealed.value.enc, sealed.value.ciphertext)) : sealed;
}

export type BlobRefusal =
  | "cannot_open"
  | "newer_version"
  /** It opens, and none of the account's devices wrote it. */
  | "not_signed";

/** Everything of a blob counts or nothing: `cannot_open` also for one that was sealed in another form. */
export async function openAccountBlob(
  crypto: CryptoProvider,
  mine: {
    readonly accountId: AccountId;
    readonly keys: KemKeyPair;
    readonly version: number;
    /** As the account's chain lists them now. */
    readonly devices: readonly ListedDevice[];
  },
  sealed: Uint8Array,
): Promise<Result<AccountBlob, BlobRefusal>> {
  const opened = await hpkeOpen(crypto, {
    privateKey: mine.keys.privateKey,
    info: bound(INFO, mine),
    enc: sealed.slice(0, ENC_SIZE),
    ciphertext: sealed.slice(ENC_SIZE),
  });
  if (!opened.ok) return err("cannot_open");
  const message = unpad(opened.value, formOf(opened.value.length));
  if (message === undefined) return err("cannot_open");
  // Named before anything else is read: how a newer one goes on is its own affair.
  if ((message[0] ?? 0) > VERSION) return err("newer_version");
  const read = decode(signedBlob, message);
  const isSmallest = formFor(message)?.size === opened.value.length;
  if (!read.ok || read.value.version === 0 || !isSmallest) return err("cannot_open");
  if (!isSigned(mine, read.value)) return err("not_signed");
  return contentOf(read.value);
}

function contentOf({ version, said }: Infer<typeof signedBlob>): Result<AccountBlob, BlobRefusal> {
  if (version === VERSION) {
    const blob = decode(accountBlob, said);
    return blob.ok ? blob : err("cannot_open");
  }
  const before = decode(accountBlobV1, said);
  return before.ok ? ok({ ...before.value, blockedStrangers: [] }) : err("cannot_open");
}

function isSigned(
  mine: BlobPlace & { readonly devices: readonly ListedDevice[] },
  { said, signatureKey, signature }: Infer<typeof signedBlob>,
): boolean {
  const isListed = mine.devices.some((device) => equalBytes(device.signatureKey, signatureKey));
  return isListed && ed25519Verify(signatureKey, bound(SIGNED, mine, said), signature);
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

interface BlobPlace {
  readonly accountId: AccountId;
  readonly version: number;
}

const NOTHING = new Uint8Array();

/** Bound to the account and the version, so that a server can't hand out another one's or rename an old one. */
function bound(label: Uint8Array, place: BlobPlace, said: Uint8Array = NOTHING): Uint8Array {
  const { accountId, version } = place;
  return concatBytes(label, Uint8Array.of(0), AccountId.toBytes(accountId), encode(u53, version), said);
}
