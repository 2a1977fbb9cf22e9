import {
  bool,
  bytes,
  closed,
  decode,
  encode,
  fixedBytes,
  list,
  optional,
  struct,
  text,
  u32,
  u53,
  u8,
  union,
  type Infer,
} from "./codec.ts";
import { AccountId, ConversationId, DeviceId, GrantId, MessageId } from "./ids.ts";
import { limits } from "./limits.ts";
import type { Malformed } from "./reader.ts";
import { err, type Result } from "./result.ts";

// The closed grammar of what people say to each other (DESIGN §5). It maps one to one onto MIMI
// content semantics: text/reply, reaction, edit (replace), delete, receipt (disposition). Nothing in
// it can name a file, a host or a path; a link is text until a person taps it.

const words = text({ maxCodePoints: limits.textCodePointsMax });
const name = text({ maxCodePoints: limits.displayNameCodePointsMax });

export const contentBody = union({
  text: [1, struct({ text: words, replyTo: optional(MessageId.codec) })],
  reaction: [2, struct({ to: MessageId.codec, emoji: text({ maxCodePoints: 16 }), remove: bool })],
  edit: [3, struct({ of: MessageId.codec, text: words })],
  delete: [4, struct({ of: MessageId.codec })],
  receipt: [5, struct({ receipt: closed("delivered", "read"), of: list(MessageId.codec, { max: 255 }) })],
  profile: [6, struct({ displayName: optional(name) })],
  /** The permission to reach the one who says this, for the other person of a 1:1 conversation. */
  grant: [7, struct({ grantId: GrantId.codec, secret: fixedBytes(32) })],
  timer: [8, struct({ seconds: u32 })],
});

/** What content version 2 added. Each kind is said in the version that brought it, so it has one encoding. */
export const contentBodyV2 = union({
  /**
   * The newest checkpoint of the key directory that the one who says this has seen (DESIGN §9), as a signed
   * note, and whose directory it is: the hash of its identity with the server's signature over it.
   */
  checkpoint: [
    9,
    struct({
      note: text({ maxCodePoints: limits.gossipedNoteCodePointsMax }),
      directory: fixedBytes(32),
      signature: fixedBytes(64),
    }),
  ],
});
export type ContentBody = Infer<typeof contentBody> | Infer<typeof contentBodyV2>;

const envelope = {
  /** What is newer than we know shows as "needs a newer app". */
  version: u8,
  messageId: MessageId.codec,
  conversationId: ConversationId.codec,
  accountId: AccountId.codec,
  deviceId: DeviceId.codec,
  /** Counts this device's contents in this conversation; shows omission. */
  sequence: u53,
};

/** Content of version 1. Read it with `decodeContent`, which knows versions. */
export const contentMessage = struct({ ...envelope, body: contentBody });
/** Content of version 2. */
export const contentMessageV2 = struct({ ...envelope, body: contentBodyV2 });
export type ContentMessage = Omit<Infer<typeof contentMessage>, "body"> & { readonly body: ContentBody };

/** The versions that this code reads, ascending; a leaf announces them. */
export const CONTENT_VERSIONS = [1, 2] as const;
export type ContentVersion = (typeof CONTENT_VERSIONS)[number];

/** The version in which a kind of content is said. */
export function contentVersionOf(body: Pick<ContentBody, "kind">): ContentVersion {
  return body.kind === "checkpoint" ? 2 : 1;
}

/**
 * Plaintext of an MLS application message: the content and the salt that opens its franking
 * commitment (`commitment = HMAC-SHA256(salt, label ‖ content)`, `core/franking`).
 */
export const frankedContent = struct({
  salt: fixedBytes(32),
  content: bytes({ max: limits.contentMax }),
});
export type FrankedContent = Infer<typeof frankedContent>;

export function encodeContent(content: ContentMessage): Uint8Array {
  const { body, ...said } = content;
  return body.kind === "checkpoint"
    ? encode(contentMessageV2, { ...said, body })
    : encode(contentMessage, { ...said, body });
}

export type ContentRefusal = Malformed | { readonly kind: "newer_version"; readonly version: number };

/** Decodes content; a version that we don't know is named before anything else of it is read. */
export function decodeContent(raw: Uint8Array): Result<ContentMessage, ContentRefusal> {
  const [version] = raw;
  // There was none before the first; it would be a second encoding of the same content.
  if (version === 0) return err({ kind: "malformed", reason: "out_of_range", offset: 0 });
  if (version === undefined || version === 1) return decode(contentMessage, raw);
  return version === 2 ? decode(contentMessageV2, raw) : err({ kind: "newer_version", version });
}

export function encodeFrankedContent(franked: FrankedContent): Uint8Array {
  return encode(frankedContent, franked);
}

export function decodeFrankedContent(raw: Uint8Array): Result<FrankedContent, Malformed> {
  return decode(frankedContent, raw);
}

/** Plaintext sizes that leave a device: content is padded to the first that fits. */
export const PADDING_BUCKETS = [512, 1024, 2048, 4096, 8192, 16384, 32768, 49152] as const;

export function paddedSize(size: number): number {
  return PADDING_BUCKETS.find((bucket) => size <= bucket) ?? size;
}
