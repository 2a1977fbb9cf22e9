import { concatBytes } from "./bytes.ts";
import { ConversationId } from "./ids.ts";
import { limits } from "./limits.ts";
import { err, ok, type Result } from "./result.ts";

// The part of an MLS message that stands in clear (RFC 9420 §6, §6.2, §6.3), read without MLS: it is
// all that the server ever looks at. Nothing behind `authenticated_data` is touched.

export interface MlsFraming {
  readonly wireFormat: "public_message" | "private_message";
  readonly conversationId: ConversationId;
  readonly generation: number;
  readonly epoch: number;
  readonly contentType: "application" | "proposal" | "commit";
  /** Only for a public message: who says that they sent it. */
  readonly sender: "member" | "new_member_commit" | undefined;
  readonly authenticatedData: Uint8Array;
}

export type FramingRefusal = { readonly kind: "bad_framing"; readonly offset: number };

const GROUP_ID_SIZE = 20;

/** MLS group id: the conversation's id, then its generation in four bytes. */
export function mlsGroupId(conversationId: ConversationId, generation: number): Uint8Array {
  const tail = new Uint8Array(4);
  new DataView(tail.buffer).setUint32(0, generation);
  return concatBytes(ConversationId.toBytes(conversationId), tail);
}

export function parseMlsGroupId(
  groupId: Uint8Array,
): { readonly conversationId: ConversationId; readonly generation: number } | undefined {
  if (groupId.length !== GROUP_ID_SIZE) return undefined;
  const conversationId = ConversationId.fromBytes(groupId.subarray(0, 16));
  const view = new DataView(groupId.buffer, groupId.byteOffset, groupId.byteLength);
  return conversationId && { conversationId, generation: view.getUint32(16) };
}

/** A cursor that turns to "failed" and stays there, so that reading needs no checks in between. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#at;
  }

  uint(size: number): number {
    return this.raw(size).reduce((value, byte) => value * 256 + byte, 0);
  }

  raw(size: number): Uint8Array {
    const from = this.#at;
    if (this.failed || from + size > this.#bytes.length) {
      this.failed = true;
      return new Uint8Array(0);
    }
    this.#at = from + size;
    return this.#bytes.subarray(from, from + size);
  }

  /** A vector with the length prefix of RFC 9000 §16, shortest form only (RFC 9420 §2.1.2). */
  vector(max: number): Uint8Array {
    const first = this.uint(1);
    const extra = [0, 1, 3][first >> 6];
    if (extra === undefined) this.failed = true;
    let size = first & 0x3f;
    for (let index = 0; index < (extra ?? 0); index++) size = size * 256 + this.uint(1);
    const shortest = extra === 0 || size >= (extra === 1 ? 64 : 16384);
    if (!shortest || size > max) this.failed = true;
    return this.raw(size);
  }
}

/** Reads the clear head of an MLS private or public message. Total. */
export function readMlsFraming(bytes: Uint8Array): Result<MlsFraming, FramingRefusal> {
  const cursor = new Cursor(bytes);
  const refuse = (): Result<MlsFraming, FramingRefusal> =>
    err({ kind: "bad_framing", offset: cursor.offset });
  const version = cursor.uint(2);
  const format = cursor.uint(2);
  if (version !== 1 || (format !== 1 && format !== 2)) return refuse();
  const group = parseMlsGroupId(cursor.vector(GROUP_ID_SIZE));
  const epoch = cursor.uint(8);
  const sender = format === 1 ? readSender(cursor) : undefined;
  // A private message names its content type before the data, a public one behind it.
  const before = format === 2 ? cursor.uint(1) : undefined;
  const data = cursor.vector(limits.frameMax);
  const contentType = contentTypeOf(before ?? cursor.uint(1));
  if (cursor.failed || group === undefined || contentType === undefined) return refuse();
  if (!Number.isSafeInteger(epoch)) return refuse();
  if (format === 1 && !mayBePublic(sender, contentType)) return refuse();
  return ok({
    wireFormat: format === 1 ? "public_message" : "private_message",
    ...group,
    epoch,
    contentType,
    sender,
    // A copy, also of a Buffer, whose `slice` would be a view.
    authenticatedData: Uint8Array.from(data),
  });
}

/**
 * Application data is never sent in clear (RFC 9420 §6), and whoever joins from outside does so by a
 * commit (§12.4.3.2). Other senders from outside we don't know.
 */
function mayBePublic(sender: MlsFraming["sender"], contentType: MlsFraming["contentType"]): boolean {
  if (sender === "member") return contentType !== "application";
  return sender === "new_member_commit" && contentType === "commit";
}

function contentTypeOf(value: number): MlsFraming["contentType"] | undefined {
  if (value === 1) return "application";
  if (value === 2) return "proposal";
  return value === 3 ? "commit" : undefined;
}

function readSender(cursor: Cursor): MlsFraming["sender"] {
  const type = cursor.uint(1);
  if (type === 1) {
    cursor.uint(4);
    return "member";
  }
  return type === 4 ? "new_member_commit" : undefined;
}
