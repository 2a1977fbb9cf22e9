import { branded, type Brand } from "./brand.ts";
import { fromHex, toHex } from "./bytes.ts";
import { fixedBytes, mapped, type Codec } from "./codec.ts";
import { assert } from "./result.ts";

// Ids are lower-case hexadecimal in TypeScript and bare bytes on the wire.

/** SHA-256 of the account's genesis statement (32 bytes). */
export type AccountId = Brand<string, "AccountId">;
/**
 * The first 16 bytes of SHA-256 over the device's signature key. Names a device within its account: a
 * chain proves that the account lists the key, not that the key's holder agreed.
 */
export type DeviceId = Brand<string, "DeviceId">;
/** 16 random bytes; outlives the MLS groups of the conversation. */
export type ConversationId = Brand<string, "ConversationId">;
/** 16 random bytes made by the sender; a resend carries the same one. */
export type MessageId = Brand<string, "MessageId">;
/** 16 bytes: names a grant under the account that gave it. */
export type GrantId = Brand<string, "GrantId">;
/** 16 random bytes, made by the server. */
export type IntroductionId = Brand<string, "IntroductionId">;

export interface IdKind<Id extends string> {
  readonly codec: Codec<Id>;
  /** Bytes of the right length to an id, else `undefined`. */
  fromBytes(bytes: Uint8Array): Id | undefined;
  /** Lower-case hexadecimal of the right length to an id, else `undefined`. */
  parse(text: string): Id | undefined;
  toBytes(id: Id): Uint8Array;
}

function idKind<Name extends string>(name: Name, size: number): IdKind<Brand<string, Name>> {
  const parse = (text: string): Brand<string, Name> | undefined =>
    text.length === 2 * size && fromHex(text) !== undefined ? branded<string, Name>(text) : undefined;
  const fromBytes = (bytes: Uint8Array): Brand<string, Name> | undefined =>
    bytes.length === size ? branded<string, Name>(toHex(bytes)) : undefined;
  const toBytes = (id: Brand<string, Name>): Uint8Array => {
    const bytes = fromHex(id);
    assert(bytes?.length === size, `not a parsed ${name}`);
    return bytes;
  };
  return {
    parse,
    fromBytes,
    toBytes,
    codec: mapped(fixedBytes(size), name, { parse: fromBytes, print: toBytes }),
  };
}

export const AccountId = idKind("AccountId", 32);
export const DeviceId = idKind("DeviceId", 16);
export const ConversationId = idKind("ConversationId", 16);
export const MessageId = idKind("MessageId", 16);
export const GrantId = idKind("GrantId", 16);
export const IntroductionId = idKind("IntroductionId", 16);
