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
export type ContentBody = Infer<typeof contentBody>;

/** Read it with `decodeContent`, which knows versions. */
export const contentMessage = struct({
  /** Content version 1; what is newer shows as "needs a newer app". */
  version: u8,
  messageId: MessageId.codec,
  conversationId: ConversationId.codec,
  accountId: AccountId.codec,
  deviceId: DeviceId.codec,
  /** Counts this device's contents in this conversation; shows omission. */
  sequence: u53,
  body: contentBody,
});
export type ContentMessage = Infer<typeof contentMessage>;

export const CONTENT_VERSION = 1;

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
  return encode(contentMessage, content);
}

export type ContentRefusal = Malformed | { readonly kind: "newer_version"; readonly version: number };

/** Decodes content; a version that we don't know is named before anything else of it is read. */
export function decodeContent(raw: Uint8Array): Result<ContentMessage, ContentRefusal> {
  const [version] = raw;
  if (version !== undefined && version > CONTENT_VERSION) return err({ kind: "newer_version", version });
  // There was none before the first; it would be a second encoding of the same content.
  if (version === 0) return err({ kind: "malformed", reason: "out_of_range", offset: 0 });
  return decode(contentMessage, raw);
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
