import { equalBytes, err, ok, type Result } from "@bridle/protocol";
import {
  encode,
  mlsMessageDecoder,
  mlsMessageEncoder,
  protocolVersions,
  wireformats,
  type Decoder,
  type GroupInfo,
  type KeyPackage,
  type MlsFramedMessage,
  type MlsMessage,
  type PublicMessage,
  type Welcome,
} from "ts-mls";
import type { MlsRefusal } from "./refusal.ts";

/** Above every message we make: a commit of 256 adds in the hybrid suite has 0.7 MB. */
const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

/** Of all messages that we write. */
export const version = protocolVersions.mls10;

/** Decodes all of `bytes`, copied first so that later changes to them can't reach the state. */
export function decodeWhole<T>(decoder: Decoder<T>, bytes: Uint8Array): Result<T, MlsRefusal> {
  if (bytes.length > MESSAGE_BYTES_MAX) return err({ kind: "malformed" });
  try {
    const decoded = decoder(bytes.slice(), 0);
    return decoded?.[1] === bytes.length ? ok(decoded[0]) : err({ kind: "malformed" });
  } catch {
    return err({ kind: "malformed" }); // The library's decoders throw on cut input.
  }
}

/** Canonical or refused: one message has one encoding. */
function decodeMessage(bytes: Uint8Array): Result<MlsMessage, MlsRefusal> {
  const message = decodeWhole(mlsMessageDecoder, bytes);
  if (!message.ok) return message;
  return equalBytes(encodeMessage(message.value), bytes) ? message : err({ kind: "malformed" });
}

export function decodeFramed(bytes: Uint8Array): Result<MlsFramedMessage, MlsRefusal> {
  const message = decodeMessage(bytes);
  if (!message.ok) return message;
  const { value } = message;
  return value.wireformat === wireformats.mls_private_message ||
    value.wireformat === wireformats.mls_public_message
    ? ok(value)
    : err({ kind: "unsupported" });
}

export function decodePublicMessage(bytes: Uint8Array): Result<PublicMessage, MlsRefusal> {
  const message = decodeMessage(bytes);
  if (!message.ok) return message;
  const { value } = message;
  return value.wireformat === wireformats.mls_public_message
    ? ok(value.publicMessage)
    : err({ kind: "unsupported" });
}

export function decodeKeyPackage(bytes: Uint8Array): Result<KeyPackage, MlsRefusal> {
  const message = decodeMessage(bytes);
  if (!message.ok) return message;
  const { value } = message;
  return value.wireformat === wireformats.mls_key_package
    ? ok(value.keyPackage)
    : err({ kind: "unsupported" });
}

export function decodeWelcome(bytes: Uint8Array): Result<Welcome, MlsRefusal> {
  const message = decodeMessage(bytes);
  if (!message.ok) return message;
  const { value } = message;
  return value.wireformat === wireformats.mls_welcome ? ok(value.welcome) : err({ kind: "unsupported" });
}

export function decodeGroupInfo(bytes: Uint8Array): Result<GroupInfo, MlsRefusal> {
  const message = decodeMessage(bytes);
  if (!message.ok) return message;
  const { value } = message;
  return value.wireformat === wireformats.mls_group_info ? ok(value.groupInfo) : err({ kind: "unsupported" });
}

export function encodeMessage(message: MlsMessage): Uint8Array {
  return encode(mlsMessageEncoder, message);
}

export function encodeKeyPackage(keyPackage: KeyPackage): Uint8Array {
  return encodeMessage({ version, wireformat: wireformats.mls_key_package, keyPackage });
}
