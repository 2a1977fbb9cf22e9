import { assert } from "@bridle/protocol";
import { defaultExtensionTypes, encode, wireformats } from "ts-mls";
import { ed25519Sign } from "../crypto/ed25519.ts";
import { libraryState, type Group } from "./group.ts";
import { signContent } from "./labels.ts";
import { ratchetTreeEncoder } from "./library.ts";
import { SUITES } from "./suites.ts";
import { vector } from "./tls.ts";
import { encodeMessage, version } from "./wire.ts";

/**
 * What a member publishes, sealed, so that a listed device can come back by itself: a GroupInfo (RFC 9420
 * §12.4.3) with the tree and the key for external commits. The library's own function is asynchronous,
 * and callers make this inside a transaction.
 */
export function exportGroupInfo(group: Group): Uint8Array {
  assert(group.status === "active", "only the current epoch is worth joining");
  const { groupContext, confirmationTag, keySchedule, ratchetTree, signaturePrivateKey } =
    libraryState(group);
  const { publicKey } = SUITES[group.suite].hpke.kem.deriveKeyPair(keySchedule.externalSecret);
  const { external_pub: keyType, ratchet_tree: treeType } = defaultExtensionTypes;
  const extensions = [
    { extensionType: keyType, extensionData: vector(publicKey) },
    { extensionType: treeType, extensionData: encode(ratchetTreeEncoder, ratchetTree) },
  ];
  const unsigned = { groupContext, extensions, confirmationTag, signer: group.leafIndex };
  const encodeSigned = (signature: Uint8Array): Uint8Array =>
    encodeMessage({
      version,
      wireformat: wireformats.mls_group_info,
      groupInfo: { ...unsigned, signature },
    });
  // GroupInfoTBS is the GroupInfo between the message's header and the (empty) signature.
  const tbs = encodeSigned(new Uint8Array()).subarray(HEADER_BYTES, -1);
  return encodeSigned(ed25519Sign(signaturePrivateKey, signContent("GroupInfoTBS", tbs)));
}

/** Version and wire format. */
const HEADER_BYTES = 4;
