import { assert, concatBytes } from "@bridle/protocol";
import { createCommit, senderTypes, wireformats } from "ts-mls";
import { SHA256 } from "../../src/crypto/hash.ts";
import { attempt, type MlsEnv } from "../../src/mls/env.ts";
import { groupOf, libraryState } from "../../src/mls/group.ts";
import { exportGroupInfo, type Group } from "../../src/mls/index.ts";
import { rewriteCommit } from "../../src/mls/rewrite.ts";
import { TlsReader, uint, vector } from "../../src/mls/tls.ts";
import { removeLeaf } from "../../src/mls/tree-edit.ts";
import { value } from "./fixture.ts";

/**
 * A commit of ours as a PublicMessage, for implementations that take no other: the same empty
 * commit with the same rewriting as in `src`, only sent in clear.
 */
export async function publicCommit(
  env: MlsEnv,
  group: Group,
  removed: number | undefined,
): Promise<{ readonly next: Group; readonly commit: Uint8Array }> {
  const state = libraryState(group);
  const ratchetTree = removed === undefined ? state.ratchetTree : removeLeaf(state.ratchetTree, removed);
  const remove = removed === undefined ? [] : [uint(1, 1), uint(3, 2), uint(removed, 4)];
  const sender = concatBytes(uint(senderTypes.member, 1), uint(group.leafIndex, 4));
  let signed: () => Uint8Array = () => new Uint8Array();
  const made = value(
    await attempt(
      { env, suite: group.suite },
      (context) => createCommit({ context, state: { ...state, ratchetTree }, wireAsPublicMessage: true }),
      {
        adapt(cipherSuite) {
          const rewriting = rewriteCommit(cipherSuite, { sender, proposals: vector(concatBytes(...remove)) });
          signed = rewriting.framedContentTbs;
          return rewriting.cipherSuite;
        },
      },
    ),
  );
  assert(made.commit.wireformat === wireformats.mls_public_message, "asked to be public");
  const { signature } = made.commit.publicMessage.auth;
  const auth = concatBytes(vector(signature), vector(made.newState.confirmationTag));
  const tbs = signed();
  const tag = SHA256.mac(state.keySchedule.membershipKey, concatBytes(tbs, auth));
  const content = tbs.subarray(0, tbs.length - contextLength(group));
  return { next: groupOf(made.newState), commit: concatBytes(content, auth, vector(tag)) };
}

/** Of the encoded GroupContext at the end of what is signed: a GroupInfo begins with it too. */
function contextLength(group: Group): number {
  const reader = new TlsReader(withoutHeader(exportGroupInfo(group)));
  reader.raw(4);
  reader.vector(); // group id
  reader.raw(8);
  for (let part = 0; part < 3; part++) reader.vector(); // tree hash, transcript, extensions
  return reader.offset;
}

/** Cuts version and wire format off an MLS message. */
export function withoutHeader(message: Uint8Array): Uint8Array {
  const reader = new TlsReader(message);
  reader.raw(4);
  return message.subarray(reader.offset);
}
