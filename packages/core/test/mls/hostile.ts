import { assert, concatBytes, equalBytes, utf8Encode } from "@bridle/protocol";
import {
  createCommit,
  joinGroupExternal,
  nodeTypes,
  wireformats,
  type CiphersuiteImpl,
  type KeyPackageEqualityConfig,
} from "ts-mls";
import type { SignatureKeyPair } from "../../src/crypto/index.ts";
import { attempt } from "../../src/mls/env.ts";
import { libraryState } from "../../src/mls/group.ts";
import { exportGroupInfo, type OwnPackages } from "../../src/mls/index.ts";
import { ownKeyPackage } from "../../src/mls/key-package.ts";
import { toLibraryCredential, type Credential } from "../../src/mls/leaf.ts";
import { uint, vector } from "../../src/mls/tls.ts";
import { decodeGroupInfo, decodeKeyPackage, encodeMessage, version } from "../../src/mls/wire.ts";
import { groupOf, makeDevice, NO_DATA, value, type World } from "./fixture.ts";
import { rewriteCommit } from "./rewrite.ts";

/** A proposal by value, encoded: type and body (RFC 9420 §12.4, §12.1). */
export function proposal(type: number, ...body: readonly Uint8Array[]): Uint8Array {
  return concatBytes(uint(1, 1), uint(type, 2), ...body);
}

/** A commit with a valid path and signature that holds whatever proposals its member wants. */
export async function hostileCommit(
  world: World,
  author: number,
  proposals: readonly Uint8Array[],
): Promise<Uint8Array> {
  return committed(world, author, (cipherSuite) => {
    const list = vector(concatBytes(...proposals));
    return rewriteCommit(cipherSuite, { proposals: list });
  });
}

/** An empty commit whose sender data name another leaf than its author's. */
export async function commitFromLeaf(world: World, author: number, leaf: number): Promise<Uint8Array> {
  return committed(world, author, (cipherSuite) => ({
    ...cipherSuite,
    hpke: {
      ...cipherSuite.hpke,
      encryptAead(...[key, nonce, aad, plaintext]) {
        const isSenderData = plaintext.length === 12;
        const changed = isSenderData ? concatBytes(uint(leaf, 4), plaintext.subarray(4)) : plaintext;
        return cipherSuite.hpke.encryptAead(key, nonce, aad, changed);
      },
    },
  }));
}

/** An empty commit, signed by its member, whose new leaf belongs to another key and is signed by it. */
export async function commitForKey(
  world: World,
  author: number,
  stranger: SignatureKeyPair & { readonly credential: Credential },
): Promise<Uint8Array> {
  const state = libraryState(groupOf(world, author));
  const index = 2 * state.privatePath.leafIndex;
  const node = state.ratchetTree[index];
  assert(node?.nodeType === nodeTypes.leaf, "an author has a leaf");
  const credential = toLibraryCredential(stranger.credential);
  const leaf = { ...node.leaf, signaturePublicKey: stranger.publicKey, credential };
  const changed = {
    ...state,
    ratchetTree: state.ratchetTree.with(index, { nodeType: nodeTypes.leaf, leaf }),
  };
  const leafLabel = vector(utf8Encode("MLS 1.0 LeafNodeTBS"));
  const made = await attempt(
    { env: world.env, suite: world.suite },
    (context) => createCommit({ context, state: changed, authenticatedData: NO_DATA }),
    {
      adapt: (cipherSuite) => ({
        ...cipherSuite,
        signature: {
          ...cipherSuite.signature,
          sign(key, message) {
            const isLeaf = equalBytes(message.subarray(0, leafLabel.length), leafLabel);
            return cipherSuite.signature.sign(isLeaf ? stranger.privateKey : key, message);
          },
        },
      }),
    },
  );
  return encodeMessage(value(made).commit);
}

async function committed(
  world: World,
  author: number,
  adapt: (cipherSuite: CiphersuiteImpl) => CiphersuiteImpl,
): Promise<Uint8Array> {
  const state = libraryState(groupOf(world, author));
  const made = await attempt(
    { env: world.env, suite: world.suite },
    (context) => createCommit({ context, state, authenticatedData: NO_DATA }),
    { adapt },
  );
  return encodeMessage(value(made).commit);
}

/** A removal without a path, which an honest library doesn't make: an add, rewritten. */
export async function removalWithoutPath(world: World, author: number, removed: number): Promise<Uint8Array> {
  const state = libraryState(groupOf(world, author));
  const { packages } = await makeDevice(world.env, "nobody", world.suite);
  const add = { keyPackage: value(decodeKeyPackage(packages.publicPackage)) };
  const proposals = vector(proposal(3, uint(removed, 4)));
  const made = await attempt(
    { env: world.env, suite: world.suite },
    (context) => createCommit({ context, state, extraProposals: [{ proposalType: 1, add }] }),
    { adapt: (cipherSuite) => rewriteCommit(cipherSuite, { proposals }) },
  );
  return encodeMessage(value(made).commit);
}

/** An external commit that takes whatever leaf it likes for its own former one, or none. */
export async function externalCommit(
  world: World,
  packages: OwnPackages,
  removed: number | undefined,
): Promise<Uint8Array> {
  const own = value(ownKeyPackage(packages));
  const group = groupOf(world, 0);
  const groupInfo = value(decodeGroupInfo(exportGroupInfo(group)));
  const node = removed === undefined ? undefined : libraryState(group).ratchetTree[2 * removed];
  const former = node?.nodeType === nodeTypes.leaf ? node.leaf.signaturePublicKey : NO_DATA;
  const keyPackageEqualityConfig: KeyPackageEqualityConfig = {
    compareKeyPackages: () => false,
    compareKeyPackageToLeafNode: (_, leaf) => equalBytes(leaf.signaturePublicKey, former),
  };
  const joined = await attempt({ env: world.env, suite: world.suite }, (context) => {
    assert(context.clientConfig !== undefined, "every attempt has a configuration");
    const clientConfig = { ...context.clientConfig, keyPackageEqualityConfig };
    const params = { groupInfo, keyPackage: own.keyPackage, privateKeys: own.privateKeys };
    const resync = removed !== undefined;
    return joinGroupExternal({ ...params, context: { ...context, clientConfig }, resync });
  });
  const { publicMessage } = value(joined);
  return encodeMessage({ version, wireformat: wireformats.mls_public_message, publicMessage });
}
