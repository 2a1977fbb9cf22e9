import { chainCrypto, sha256 } from "@bridle/core";
import {
  type DirectoryTrust,
  parsePolicy,
  parseVerifierKey,
  quorumKeys,
  quorumNamed,
  staleAfterSecondsDefault,
} from "@bridle/ledger";
import { directoryName, directorySigningInput, equalBytes } from "@bridle/protocol";
import type { ServerRecord } from "../../store/account-store.ts";
import type { DirectoryTerms } from "../../store/directory-store.ts";

/** The group of a policy whose members replay every epoch. */
const AUDITORS = "auditors";

/**
 * Whom this device trusts about the directory: the log and the witnesses that the server named at first
 * contact, held on to since. `undefined` when the terms can't be read.
 */
export function trustIn(terms: DirectoryTerms): DirectoryTrust | undefined {
  const { identity, policy: text } = terms;
  const key = parseVerifierKey(sha256, identity.logKey);
  const policy = parsePolicy(sha256, text);
  if (key === undefined || !policy.ok) return undefined;
  // The same policy may name the server's other log.
  const logs = policy.value.logs.filter((log) => equalBytes(log.key.publicKey, key.publicKey));
  const auditQuorum = quorumNamed(sha256, text, AUDITORS) ?? { kind: "none" };
  return {
    policy: { ...policy.value, logs },
    auditors: quorumKeys(auditQuorum),
    auditQuorum,
    vrfPublicKey: identity.vrfPublicKey,
    staleAfterSeconds: staleAfterSecondsDefault,
  };
}

export function nameOf({ identity }: Pick<DirectoryTerms, "identity">): Uint8Array {
  return directoryName(sha256, identity);
}

/** Whether the server that we know said that a directory of this name is its own. */
export function isSaidByServer(
  server: ServerRecord,
  said: { readonly name: Uint8Array; readonly signature: Uint8Array },
): boolean {
  const input = directorySigningInput({ serverId: server.serverId, name: said.name });
  return chainCrypto.verifyEd25519(server.frankingKey, input, said.signature);
}

/** Whether two descriptions are of the same directory under the same policy. */
export function sameTerms(a: DirectoryTerms, b: DirectoryTerms): boolean {
  return equalBytes(nameOf(a), nameOf(b)) && a.policy === b.policy;
}
