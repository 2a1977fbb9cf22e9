import { CodecError, CryptoError, CryptoVerificationError, MlsError } from "ts-mls";

/** Why MLS input was refused. Nothing of the input is in it, and the state before stays good. */
export interface MlsRefusal {
  readonly kind: MlsRefusalKind;
}

export type MlsRefusalKind =
  /** The bytes are not what they should be; also trailing bytes and non-minimal lengths. */
  | "malformed"
  /** A version, suite, credential, wire format or leaf that we don't speak. */
  | "unsupported"
  | "wrong_group"
  | "wrong_suite"
  /** Of an earlier epoch: try the snapshot of that epoch. */
  | "past_epoch"
  /** Of a later epoch: something is missing before it. */
  | "future_epoch"
  /** Our group is removed, a snapshot, or otherwise not able to do this. */
  | "inactive"
  | "bad_signature"
  /** No key of ours opens it: changed bytes, or not for us. */
  | "not_decryptable"
  /** Seen before, or so old that its key is gone. */
  | "replayed"
  /** Further ahead in its sender's ratchet than we follow. */
  | "too_far_ahead"
  | "unknown_member"
  /** `authenticate` did not accept a leaf. */
  | "not_authenticated"
  /** Valid MLS that Bridle forbids, e.g. a standalone proposal. */
  | "not_allowed"
  /** A commit without the update path that it needs (RFC 9420 §12.4). */
  | "path_missing"
  | "duplicate_member"
  /** A key package outside its lifetime. */
  | "expired"
  /** A member has asked to leave; commit that before sending. */
  | "proposals_pending"
  /** A commit refers to a proposal that we never got. */
  | "unknown_proposal"
  /** The secret that binds a successor to its predecessor is missing or not the expected one. */
  | "not_bound"
  /** Any other rule of MLS is broken. */
  | "invalid";

/** The library's own words for what it has no error class for. */
const BY_MESSAGE: Readonly<Record<string, MlsRefusalKind>> = {
  "Desired gen in the past": "replayed",
  "Desired generation too far in the future": "too_far_ahead",
  "Could not validate credential": "not_authenticated",
  "Could not validate external credential": "not_authenticated",
  "SenderData did not point to a non-blank leaf node": "unknown_member",
  "Unable to find leafnode for leafIndex": "unknown_member",
  "Tried to remove empty leaf node": "unknown_member",
  "Update path is required": "path_missing",
  "Commit contains no update path": "path_missing",
  "Could not find proposal with supplied reference": "unknown_proposal",
  "Could not find pskId referenced in proposal": "not_bound",
  "No matching secret found": "not_decryptable",
  "Could not find own former leaf": "unknown_member",
  "signature keys not unique": "duplicate_member",
  "hpke keys not unique": "duplicate_member",
  "Commit cannot contain an Add proposal for someone already in the group": "duplicate_member",
  "External commits alone have an external init": "not_allowed",
  "Could not find external_pub extension": "not_allowed",
  "Invalid CipherSuite": "wrong_suite",
  "Cannot send application message with unapplied proposals": "proposals_pending",
  "LeafNode does not support required capabilities": "unsupported",
  "LeafNode contains extension not listed in capabilities": "unsupported",
  "LeafNode has credential that is not supported by member of the group": "unsupported",
  "Added leaf node that doesn't support extension in GroupContext": "unsupported",
  "client does not support every extension in the GroupContext": "unsupported",
};

/** What an exception of the library means. Hostile input reaches many throw sites, so all map. */
export function refusalOf(thrown: unknown): MlsRefusal {
  if (!(thrown instanceof MlsError)) return { kind: "invalid" };
  const known = Object.hasOwn(BY_MESSAGE, thrown.message) ? BY_MESSAGE[thrown.message] : undefined;
  if (known !== undefined) return { kind: known };
  if (thrown instanceof CodecError) return { kind: "malformed" };
  if (thrown instanceof CryptoVerificationError) return { kind: "bad_signature" };
  if (thrown instanceof CryptoError) return { kind: "not_decryptable" };
  return { kind: "invalid" };
}
