import { assert, concatBytes, equalBytes, utf8Encode } from "@bridle/protocol";
import { createCommit, nodeTypes, type CiphersuiteImpl } from "ts-mls";
import type { SignatureKeyPair } from "../../src/crypto/index.ts";
import { attempt } from "../../src/mls/env.ts";
import { libraryState } from "../../src/mls/group.ts";
import { toLibraryCredential, type Credential } from "../../src/mls/leaf.ts";
import { rewriteCommit } from "../../src/mls/rewrite.ts";
import { uint, vector } from "../../src/mls/tls.ts";
import { encodeMessage } from "../../src/mls/wire.ts";
import { groupOf, NO_DATA, value, type World } from "./fixture.ts";

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
    return rewriteCommit(cipherSuite, { proposals: list }).cipherSuite;
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

/** What the library itself makes of one removal: a commit without a path. */
export async function removalWithoutPath(world: World, author: number, removed: number): Promise<Uint8Array> {
  const state = libraryState(groupOf(world, author));
  const remove = { proposalType: 3, remove: { removed } } as const;
  const made = await attempt({ env: world.env, suite: world.suite }, (context) =>
    createCommit({ context, state, extraProposals: [remove] }),
  );
  return encodeMessage(value(made).commit);
}
