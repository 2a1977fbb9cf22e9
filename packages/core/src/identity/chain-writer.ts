import {
  chainSigningInput,
  chainStatement,
  encode,
  type ChainBody,
  type ChainCrypto,
  type ChainOperation,
  type ChainState,
  type DeviceId,
} from "@bridle/protocol";
import { ed25519Sign, ed25519Verify, sha256, type SignatureKeyPair } from "../crypto/index.ts";

/** The checks that `protocol` needs to verify a chain. */
export const chainCrypto: ChainCrypto = { sha256, verifyEd25519: ed25519Verify };

/** The first statement of an account: its hash becomes the account's id. */
export function writeGenesis(keys: {
  readonly root: SignatureKeyPair;
  readonly introductionKey: Uint8Array;
  readonly deviceSignatureKey: Uint8Array;
}): Uint8Array {
  const body: ChainBody = {
    kind: "genesis",
    version: 1,
    rootKey: keys.root.publicKey,
    introductionKeyHash: sha256(keys.introductionKey),
    device: { signatureKey: keys.deviceSignatureKey },
  };
  return signStatement(body, keys.root);
}

/** The next statement, signed by the root key (`deviceId` absent) or by a listed device. */
export function writeChange(
  state: ChainState,
  change: {
    readonly atMs: number;
    readonly operations: readonly ChainOperation[];
    readonly signer: SignatureKeyPair;
    readonly deviceId?: DeviceId;
  },
): Uint8Array {
  const body: ChainBody = {
    kind: "change",
    previous: state.head,
    position: state.length,
    atMs: change.atMs,
    signer: change.deviceId,
    operations: change.operations,
  };
  return signStatement(body, change.signer);
}

function signStatement(body: ChainBody, signer: SignatureKeyPair): Uint8Array {
  const signature = ed25519Sign(signer.privateKey, chainSigningInput(body));
  return encode(chainStatement, { body, signature });
}
