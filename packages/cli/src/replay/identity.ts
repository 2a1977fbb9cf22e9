import { createPrivateKey, createPublicKey, hash, sign, type KeyObject } from "node:crypto";
import type { Random } from "@bridle/desk";
import {
  AccountId,
  chainSigningInput,
  chainStatement,
  DeviceId,
  encode,
  type ChainBody,
} from "@bridle/protocol";

const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const INTRODUCTION_KEY_BYTES = 1216;

export function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(hash("sha256", data, "buffer"));
}

export function drawnBytes(random: Random, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => random.below(256));
}

/** An Ed25519 key (OpenSSL's). The worlds' keys come from their seed and protect nobody. */
export class SigningKey {
  readonly publicKey: Uint8Array;
  readonly #key: KeyObject;

  constructor(seed: Uint8Array) {
    this.#key = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: "der", type: "pkcs8" });
    const spki = createPublicKey(this.#key).export({ format: "der", type: "spki" });
    this.publicKey = new Uint8Array(spki.subarray(spki.length - 32));
  }

  sign(message: Uint8Array): Uint8Array {
    return new Uint8Array(sign(null, message, this.#key));
  }
}

/** An account as its device makes it. `device` is there only where the keys are real. */
export interface Identity {
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
  readonly genesis: Uint8Array;
  readonly rootKey: Uint8Array;
  readonly signatureKey: Uint8Array;
  readonly introductionKey: Uint8Array;
  readonly device: SigningKey | undefined;
}

/** With real keys and signatures. */
export function realIdentity(random: Random): Identity {
  const root = new SigningKey(drawnBytes(random, 32));
  const device = new SigningKey(drawnBytes(random, 32));
  const introductionKey = drawnBytes(random, INTRODUCTION_KEY_BYTES);
  const body = genesisBody({ rootKey: root.publicKey, signatureKey: device.publicKey, introductionKey });
  return identityOf(body, { introductionKey, device, signature: root.sign(chainSigningInput(body)) });
}

const blankIntroductionKey = new Uint8Array(INTRODUCTION_KEY_BYTES);

/** A well-formed account whose keys nobody holds: for people who are only in the directory. */
export function paperIdentity(random: Random): Identity {
  const introductionKey = blankIntroductionKey;
  const body = genesisBody({
    rootKey: drawnBytes(random, 32),
    signatureKey: drawnBytes(random, 32),
    introductionKey,
  });
  return identityOf(body, { introductionKey, device: undefined, signature: new Uint8Array(64) });
}

type Genesis = Extract<ChainBody, { readonly kind: "genesis" }>;

function genesisBody(keys: {
  readonly rootKey: Uint8Array;
  readonly signatureKey: Uint8Array;
  readonly introductionKey: Uint8Array;
}): Genesis {
  return {
    kind: "genesis",
    version: 1,
    rootKey: keys.rootKey,
    introductionKeyHash: sha256(keys.introductionKey),
    device: { signatureKey: keys.signatureKey },
  };
}

function identityOf(
  body: Genesis,
  rest: Pick<Identity, "introductionKey" | "device"> & { readonly signature: Uint8Array },
): Identity {
  const { introductionKey, device, signature } = rest;
  const genesis = encode(chainStatement, { body, signature });
  const accountId = AccountId.fromBytes(sha256(genesis));
  const { signatureKey } = body.device;
  const deviceId = DeviceId.fromBytes(sha256(signatureKey).slice(0, 16));
  if (accountId === undefined || deviceId === undefined) throw new Error("assertion failed: SHA-256's size");
  return { accountId, deviceId, genesis, rootKey: body.rootKey, signatureKey, introductionKey, device };
}
