import { concatBytes, err, ok, utf8Encode, type Result } from "@bridle/protocol";
import { bytesToBase64, createCommit, defaultProposalTypes, pskTypes, type Proposal } from "ts-mls";
import { sha256 } from "../crypto/hash.ts";
import { createGroup } from "./commit.ts";
import { attempt, type MlsEnv } from "./env.ts";
import { groupOf, libraryState, type Group, type PendingGroup } from "./group.ts";
import { readKeyPackage, type OwnPackages } from "./key-package.ts";
import type { MlsRefusal } from "./refusal.ts";
import { SUITES } from "./suites.ts";
import { uint, vector } from "./tls.ts";
import { encodeMessage } from "./wire.ts";

/** The group that follows, at epoch 1 with all its members, once the server took it. */
export interface Founded {
  readonly pending: PendingGroup;
  /** For all members; each joins with `joinByWelcome` and the same predecessor. */
  readonly welcome: Uint8Array;
}

/**
 * Founds the successor of a group: for another suite, after an epoch that a bad commit burnt, or
 * without an offender. It is bound to an epoch of `predecessor`, the current one or a snapshot, by
 * a secret made of that epoch's resumption PSK: only who was a member then can make or join it.
 * The suites of the two may differ.
 */
export async function foundSuccessor(
  env: MlsEnv,
  predecessor: Group,
  input: OwnPackages & {
    readonly groupId: Uint8Array;
    readonly keyPackages: readonly Uint8Array[];
    readonly now: number;
  },
): Promise<Result<Founded, MlsRefusal>> {
  if (predecessor.status === "removed") return err({ kind: "inactive" });
  const created = await createGroup(env, input);
  if (!created.ok) return created;
  const founding = created.value;
  const proposals: Proposal[] = [];
  for (const bytes of input.keyPackages) {
    const read = await readKeyPackage(env, bytes, input);
    if (!read.ok) return read;
    if (read.value.inspected.suite !== founding.suite) return err({ kind: "wrong_suite" });
    const { keyPackage } = read.value;
    proposals.push({ proposalType: defaultProposalTypes.add, add: { keyPackage } });
  }
  const bond = bondTo(predecessor);
  const pskNonce = env.crypto.randomBytes(SUITES[founding.suite].hpke.kdf.hash.size);
  const preSharedKeyId = { psktype: pskTypes.external, pskId: bond.pskId, pskNonce };
  proposals.push({ proposalType: defaultProposalTypes.psk, psk: { preSharedKeyId } });
  const state = libraryState(founding);
  const made = await attempt(
    { env, suite: founding.suite },
    (context) => createCommit({ context, state, extraProposals: proposals, ratchetTreeExtension: true }),
    { externalPsks: externalPsks(bond) },
  );
  if (!made.ok) return made;
  const { newState, welcome } = made.value;
  if (welcome === undefined) return err({ kind: "invalid" });
  const pending = { replaces: predecessor.epoch, next: groupOf(newState) };
  return ok({ pending, welcome: encodeMessage(welcome) });
}

/** What binds a successor: an external PSK (RFC 9420 §8.4) that names the predecessor's epoch. */
export interface Bond {
  readonly pskId: Uint8Array;
  readonly secret: Uint8Array;
}

/**
 * The resumption PSK itself would be the RFC's way, but the library takes it only from a group
 * that was re-initialised, which needs a commit in the very epoch that may be burnt, or from one
 * of the same suite. So a key derived from it goes as an external PSK.
 */
export function bondTo(predecessor: Group): Bond {
  const { resumptionPsk } = libraryState(predecessor).keySchedule;
  const { hash } = SUITES[predecessor.suite].hpke.kdf;
  const label = utf8Encode("bridle successor 1");
  const place = concatBytes(label, vector(predecessor.groupId), uint(predecessor.epoch, 8));
  return { pskId: sha256(place), secret: hash.expand(resumptionPsk, place, hash.size) };
}

function externalPsks(bond: Bond): Record<string, Uint8Array> {
  return { [bytesToBase64(bond.pskId)]: bond.secret };
}
