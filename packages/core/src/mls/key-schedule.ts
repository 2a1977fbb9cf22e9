import { concatBytes, utf8Encode } from "@bridle/protocol";
import type { ClientState } from "ts-mls";
import type { HashFunctions } from "../crypto/hash.ts";
import { uint, vector } from "./tls.ts";

/** ExpandWithLabel of RFC 9420 §8. */
export function expandWithLabel(
  hash: HashFunctions,
  secret: Uint8Array,
  use: { readonly label: string; readonly context: Uint8Array; readonly length: number },
): Uint8Array {
  const label = vector(utf8Encode(`MLS 1.0 ${use.label}`));
  const info = concatBytes(uint(use.length, 2), label, vector(use.context));
  return hash.expand(secret, info, use.length);
}

/** DeriveSecret of RFC 9420 §8. */
export function deriveSecret(hash: HashFunctions, secret: Uint8Array, label: string): Uint8Array {
  return expandWithLabel(hash, secret, { label, context: new Uint8Array(), length: hash.size });
}

/** What a joiner has instead of the commit: the joiner secret and the PSKs, in one (§8). */
export function memberSecret(
  hash: HashFunctions,
  joinerSecret: Uint8Array,
  psk: { readonly id: Uint8Array; readonly secret: Uint8Array } | undefined,
): Uint8Array {
  return hash.extract(joinerSecret, psk === undefined ? new Uint8Array(hash.size) : pskSecret(hash, psk));
}

/** One PSK (§8.4); `id` is its encoded PreSharedKeyID. */
function pskSecret(
  hash: HashFunctions,
  psk: { readonly id: Uint8Array; readonly secret: Uint8Array },
): Uint8Array {
  const zeros = new Uint8Array(hash.size);
  const extracted = hash.extract(zeros, psk.secret);
  const context = concatBytes(psk.id, uint(0, 2), uint(1, 2));
  const input = expandWithLabel(hash, extracted, { label: "derived psk", context, length: hash.size });
  return hash.extract(input, zeros);
}

interface EpochSecrets {
  readonly keySchedule: ClientState["keySchedule"];
  readonly encryptionSecret: Uint8Array;
}

/** All secrets of an epoch (§8, table 4). `groupContext` is encoded. */
export function epochSecrets(
  hash: HashFunctions,
  member: Uint8Array,
  groupContext: Uint8Array,
): EpochSecrets {
  const use = { label: "epoch", context: groupContext, length: hash.size };
  const epoch = expandWithLabel(hash, member, use);
  return {
    encryptionSecret: deriveSecret(hash, epoch, "encryption"),
    keySchedule: {
      senderDataSecret: deriveSecret(hash, epoch, "sender data"),
      exporterSecret: deriveSecret(hash, epoch, "exporter"),
      externalSecret: deriveSecret(hash, epoch, "external"),
      confirmationKey: deriveSecret(hash, epoch, "confirm"),
      membershipKey: deriveSecret(hash, epoch, "membership"),
      resumptionPsk: deriveSecret(hash, epoch, "resumption"),
      epochAuthenticator: deriveSecret(hash, epoch, "authentication"),
      initSecret: deriveSecret(hash, epoch, "init"),
    },
  };
}
