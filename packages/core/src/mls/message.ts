import { assert, err, ok, type Result } from "@bridle/protocol";
import { createApplicationMessage, type CiphersuiteImpl } from "ts-mls";
import { ed25519Verify } from "../crypto/ed25519.ts";
import { attempt, type MlsEnv } from "./env.ts";
import { FRAMED_CONTENT_LABEL, framedContentTbsOf } from "./framed-content.ts";
import { groupOf, libraryState, type Group } from "./group.ts";
import { signContent } from "./labels.ts";
import type { MlsRefusal } from "./refusal.ts";
import { encodeMessage } from "./wire.ts";

/** Evidence of authorship: `signature` is over `framedContentTbs`, with its label (§6.1). */
export interface Evidence {
  readonly framedContentTbs: Uint8Array;
  readonly signature: Uint8Array;
}

export interface Encrypted {
  /** Store this before `message` leaves the device: its key is used up. */
  readonly group: Group;
  readonly message: Uint8Array;
  readonly evidence: Evidence;
}

/**
 * Encrypts for all members. `authenticatedData` stands in clear and is bound to the message.
 * `padTo`: what is encrypted (plaintext, signature, two lengths; 67 to 70 bytes more than the
 * plaintext) is padded to at least so many bytes; callers choose it from a few buckets.
 */
export async function encryptMessage(
  env: MlsEnv,
  group: Group,
  input: {
    readonly plaintext: Uint8Array;
    readonly authenticatedData: Uint8Array;
    readonly padTo: number;
  },
): Promise<Result<Encrypted, MlsRefusal>> {
  if (group.status !== "active") return err({ kind: "inactive" });
  const recorder = recordEvidence();
  const made = await attempt(
    { env, suite: group.suite },
    (context) =>
      createApplicationMessage({
        context,
        state: libraryState(group),
        message: input.plaintext.slice(),
        authenticatedData: input.authenticatedData.slice(),
      }),
    { padTo: input.padTo, adapt: recorder.adapt },
  );
  if (!made.ok) return made;
  const recorded = recorder.recorded();
  assert(recorded !== undefined, "an application message is signed");
  const { newState, message } = made.value;
  return ok({ group: groupOf(newState), message: encodeMessage(message), evidence: recorded.evidence });
}

/**
 * Whether evidence was signed with a key. Needs no group: anyone can do it with any Ed25519, over
 * the label and the content, each with its length before it (SignWithLabel, RFC 9420 §5.1.2).
 */
export function verifyEvidence(evidence: Evidence, signatureKey: Uint8Array): boolean {
  return ed25519Verify(
    signatureKey,
    signContent(FRAMED_CONTENT_LABEL, evidence.framedContentTbs),
    evidence.signature,
  );
}

interface Recorded {
  readonly evidence: Evidence;
  /** The key that signed, or that the signature was found good for. */
  readonly signatureKey: Uint8Array;
}

/**
 * Catches the one framed content that an operation signs or checks; the library hands out neither
 * its signature nor its sender. Leaf and tree signatures have other labels.
 */
export function recordEvidence(): {
  readonly adapt: (cipherSuite: CiphersuiteImpl) => CiphersuiteImpl;
  readonly recorded: () => Recorded | undefined;
} {
  let found: Recorded | undefined;
  const record = (signatureKey: Uint8Array, message: Uint8Array, signature: Uint8Array): void => {
    const framedContentTbs = framedContentTbsOf(message)?.slice();
    if (framedContentTbs === undefined || found !== undefined) return;
    found = {
      evidence: { framedContentTbs, signature: signature.slice() },
      signatureKey: signatureKey.slice(),
    };
  };
  return {
    adapt: (cipherSuite) => ({
      ...cipherSuite,
      signature: {
        keygen: () => cipherSuite.signature.keygen(),
        async sign(key, message) {
          const signature = await cipherSuite.signature.sign(key, message);
          record(new Uint8Array(), message, signature);
          return signature;
        },
        async verify(key, message, signature) {
          const valid = await cipherSuite.signature.verify(key, message, signature);
          if (valid) record(key, message, signature);
          return valid;
        },
      },
    }),
    recorded: () => found,
  };
}
