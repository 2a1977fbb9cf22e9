import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import {
  chainSigningInput,
  chainStatement,
  deviceIdOf,
  encode,
  verifyChain,
  type Chain,
  type ChainBody,
  type ChainCrypto,
  type ChainOperation,
  type ChainState,
  type DeviceId,
} from "../src/index.ts";

// Accounts for tests, with Ed25519 keys made from names: the same in every run.

const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

export function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(data).digest());
}

export const crypto: ChainCrypto = {
  sha256,
  verifyEd25519(publicKey, message, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });
    return verify(null, message, key, signature);
  },
};

export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly deviceId: DeviceId;
  sign(message: Uint8Array): Uint8Array;
}

export function keyPair(name: string): KeyPair {
  const seed = sha256(new TextEncoder().encode(name));
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  const publicKey = new Uint8Array(spki.subarray(SPKI.length));
  return {
    publicKey,
    deviceId: deviceIdOf(crypto, publicKey),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}

export const root = keyPair("root");
export const phone = keyPair("phone");
export const laptop = keyPair("laptop");
export const tablet = keyPair("tablet");

export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;
/** When the accounts of these tests begin. */
export const START = Date.UTC(2026, 10, 22);

export function signed(body: ChainBody, by: KeyPair): Uint8Array {
  return encode(chainStatement, { body, signature: by.sign(chainSigningInput(body)) });
}

export function genesis(
  keys: { readonly root: KeyPair; readonly device: KeyPair } = { root, device: phone },
): Uint8Array {
  const body: ChainBody = {
    kind: "genesis",
    version: 1,
    rootKey: keys.root.publicKey,
    introductionKeyHash: new Uint8Array(32).fill(7),
    device: { signatureKey: keys.device.publicKey },
  };
  return signed(body, keys.root);
}

export interface ChangeBy {
  /** `root` signs as root; every other key as the device that it is. */
  readonly by: KeyPair;
  readonly atMs?: number;
  readonly operations: readonly ChainOperation[];
  /** Fields that a liar sets otherwise. */
  readonly lie?: Partial<Extract<ChainBody, { kind: "change" }>>;
}

/** The statement that comes after a chain, well or badly made. */
export function change(chain: Chain, { by, atMs = START, operations, lie }: ChangeBy): Uint8Array {
  const last = chain.at(-1) ?? new Uint8Array();
  const body: ChainBody = {
    kind: "change",
    previous: sha256(last),
    position: chain.length,
    atMs,
    signer: by === root ? undefined : by.deviceId,
    operations,
    ...lie,
  };
  return signed(body, by);
}

/** A chain grown statement by statement from the usual genesis. */
export function grown(...changes: readonly ChangeBy[]): Chain {
  const chain: Uint8Array[] = [genesis()];
  for (const next of changes) chain.push(change(chain, next));
  return chain;
}

export function add(device: KeyPair, activeAfterMs = 0): ChainOperation {
  return { kind: "add", device: { signatureKey: device.publicKey }, activeAfterMs };
}

export function remove(device: KeyPair): ChainOperation {
  return { kind: "remove", deviceId: device.deviceId };
}

export function rotate(to: KeyPair): ChainOperation {
  return { kind: "rotateRoot", rootKey: to.publicKey };
}

/** The state of a chain that must be good. */
export function stateOf(chain: Chain): ChainState {
  const state = verifyChain(crypto, chain);
  if (!state.ok) throw new Error(`the chain is refused: ${JSON.stringify(state.error)}`);
  return state.value;
}

/** Why a chain is refused. */
export function refusalOf(chain: Chain): { readonly kind: string; readonly position?: number } {
  const state = verifyChain(crypto, chain);
  return state.ok ? { kind: "accepted" } : state.error;
}
