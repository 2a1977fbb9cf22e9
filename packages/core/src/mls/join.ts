import { concatBytes, equalBytes, err, ok, type Result } from "@bridle/protocol";
import { encode, keyPackageEncoder, type ClientState, type KeyPackage, type Welcome } from "ts-mls";
import { constantTimeEqual } from "../crypto/equal.ts";
import type { HpkeSuite } from "../crypto/hpke.ts";
import { assembleState } from "./assemble.ts";
import type { MlsEnv } from "./env.ts";
import { readGroupInfo, type GroupInfoView } from "./group-info.ts";
import { groupOf, type Group } from "./group.ts";
import { ownKeyPackage, type OwnKeyPackage, type OwnPackages } from "./key-package.ts";
import { deriveSecret, epochSecrets } from "./key-schedule.ts";
import type { MlsRefusal } from "./refusal.ts";
import { bondTo, type Bond } from "./successor.ts";
import { SUITES } from "./suites.ts";
import { ancestorsOf, rootOf } from "./tree-math.ts";
import { openWelcome } from "./welcome.ts";
import { decodeWelcome } from "./wire.ts";

/**
 * Joins by a welcome. `predecessor`: the epoch of the group that this one succeeds; then the
 * welcome must be bound to it, and without it it must not be bound to anything. Delete the
 * private package once the group is stored.
 */
export async function joinByWelcome(
  env: MlsEnv,
  input: OwnPackages & { readonly welcome: Uint8Array; readonly predecessor?: Group },
): Promise<Result<Group, MlsRefusal>> {
  const own = ownKeyPackage(input);
  if (!own.ok) return own;
  const welcome = decodeWelcome(input.welcome);
  if (!welcome.ok) return welcome;
  const bond = input.predecessor === undefined ? undefined : bondTo(input.predecessor);
  return joinBound(env, { own: own.value, welcome: welcome.value, bond });
}

/** Joins by a welcome that is bound to exactly `bond`. */
export async function joinBound(
  env: MlsEnv,
  input: { readonly own: OwnKeyPackage; readonly welcome: Welcome; readonly bond: Bond | undefined },
): Promise<Result<Group, MlsRefusal>> {
  const { suite, keyPackage, privateKeys } = input.own;
  if (input.welcome.cipherSuite !== SUITES[suite].id) return err({ kind: "wrong_suite" });
  const opened = await openWelcome(env.crypto, input);
  if (!opened.ok) return opened;
  const groupInfo = readGroupInfo(opened.value.groupInfo, suite);
  if (!groupInfo.ok) return groupInfo;

  const { hpke } = SUITES[suite];
  const { hash } = hpke.kdf;
  const { groupContext, confirmationTag, confirmedTranscriptHash, nodes } = groupInfo.value;
  const secrets = epochSecrets(hash, opened.value.memberSecret, groupContext);
  const expected = hash.mac(secrets.keySchedule.confirmationKey, confirmedTranscriptHash);
  if (!constantTimeEqual(expected, confirmationTag)) return err({ kind: "bad_signature" });
  const leafIndex = ownLeaf(groupInfo.value, keyPackage);
  if (leafIndex === undefined) return err({ kind: "unknown_member" });
  const pathKeys = privatePathKeys(hpke, groupInfo.value, { leafIndex, pathSecret: opened.value.pathSecret });
  if (pathKeys === undefined) return err({ kind: "invalid" });

  const root = rootOf(nodes.length);
  const state = await assembleState(
    env,
    { groupInfo: groupInfo.value, suite },
    {
      keySchedule: secrets.keySchedule,
      secretTree: {
        leafWidth: (nodes.length + 1) / 2,
        intermediateNodes: { [root]: secrets.encryptionSecret },
        leafNodes: {},
      },
      privatePath: {
        leafIndex,
        privateKeys: { ...pathKeys, [2 * leafIndex]: privateKeys.hpkePrivateKey },
      },
      signaturePrivateKey: privateKeys.signaturePrivateKey,
      unappliedProposals: {},
      confirmationTag,
      historicalReceiverData: new Map(),
      groupActiveState: { kind: "active" },
    },
  );
  return state.ok ? ok(groupOf(state.value)) : state;
}

/** The leaf that holds exactly what our key package held. */
function ownLeaf({ nodes }: GroupInfoView, keyPackage: KeyPackage): number | undefined {
  const encoded = encode(keyPackageEncoder, keyPackage);
  const index = nodes.findIndex(
    (node) =>
      node?.kind === "leaf" &&
      equalBytes(node.signatureKey, keyPackage.leafNode.signaturePublicKey) &&
      includes(encoded, node.bytes),
  );
  return index < 0 ? undefined : index / 2;
}

/** A key package contains its leaf as it stands: after version, suite and init key. */
function includes(keyPackage: Uint8Array, leaf: Uint8Array): boolean {
  const end = keyPackage.length - EMPTY_EXTENSIONS_AND_SIGNATURE;
  return equalBytes(keyPackage.subarray(Math.max(0, end - leaf.length), end), leaf);
}

/** An empty list, and an Ed25519 signature with its length. */
const EMPTY_EXTENSIONS_AND_SIGNATURE = 1 + 2 + 64;

/**
 * Private keys of the nodes from the lowest one that we share with the sender up to the root, by
 * node, or `undefined` when they don't fit the tree (RFC 9420 §12.4.3.1).
 */
function privatePathKeys(
  hpke: HpkeSuite,
  { nodes, signer }: GroupInfoView,
  own: { readonly leafIndex: number; readonly pathSecret: Uint8Array | undefined },
): ClientState["privatePath"]["privateKeys"] | undefined {
  const keys: Record<number, Uint8Array> = {};
  if (own.pathSecret === undefined) return keys;
  const senders = ancestorsOf(2 * signer, nodes.length);
  let secret: Uint8Array = concatBytes(own.pathSecret);
  let first = true;
  for (const index of ancestorsOf(2 * own.leafIndex, nodes.length)) {
    if (!senders.includes(index)) continue;
    const node = nodes[index];
    if (node === undefined) {
      if (first) return undefined;
      continue;
    }
    if (!first) secret = deriveSecret(hpke.kdf.hash, secret, "path");
    first = false;
    const pair = hpke.kem.deriveKeyPair(deriveSecret(hpke.kdf.hash, secret, "node"));
    if (!equalBytes(pair.publicKey, node.encryptionKey)) return undefined;
    keys[index] = pair.privateKey;
  }
  return keys;
}
