import { concatBytes, equalBytes, toHex } from "./bytes.ts";
import {
  bytes,
  decode,
  encode,
  fixedBytes,
  list,
  optional,
  struct,
  u53,
  u8,
  union,
  type Codec,
  type Infer,
} from "./codec.ts";
import { AccountId, DeviceId } from "./ids.ts";
import { limits } from "./limits.ts";
import { err, ok, type Result } from "./result.ts";
import { utf8Encode } from "./utf8.ts";

// The signed list of an account's devices (DESIGN §4, promise 3). A chain is a line of statements,
// each naming the hash of the one before. The root key signs the genesis and may override; a listed
// device signs adding and removing devices. A server stores chains and can't write one.

/** Signature checks and hashing come in as functions: this package has no cryptography of its own. */
export interface ChainCrypto {
  sha256(data: Uint8Array): Uint8Array;
  /**
   * Ed25519 (RFC 8032 §5.1.7), strict: an S that isn't below L, a point in another encoding and a key of
   * small order are refused, because a second valid signature would be a second statement, even a second
   * account. False for keys and signatures of a wrong size.
   */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

const device = struct({
  /** Ed25519 public key: signs sessions, chain statements and MLS leaves. */
  signatureKey: fixedBytes(32),
});

const operation = union({
  add: [1, struct({ device, activeAfterMs: u53 })],
  remove: [2, struct({ deviceId: DeviceId.codec })],
  rotateRoot: [3, struct({ rootKey: fixedBytes(32) })],
});
export type ChainOperation = Infer<typeof operation>;

const body = union({
  genesis: [
    1,
    struct({
      version: u8,
      rootKey: fixedBytes(32),
      /** SHA-256 of the introduction key, so that whoever knows the account id can check that key. */
      introductionKeyHash: fixedBytes(32),
      device,
    }),
  ],
  change: [
    2,
    struct({
      previous: fixedBytes(32),
      position: u53,
      atMs: u53,
      /** The device that signs; absent when the root key signs. */
      signer: optional(DeviceId.codec),
      operations: list(operation, { max: 2 * limits.devicesMax }),
    }),
  ],
});
export type ChainBody = Infer<typeof body>;

export const chainStatement = struct({ body, signature: fixedBytes(64) });
export type ChainStatement = Infer<typeof chainStatement>;

/** Statements as they travel: each is its own encoding, because that is what is hashed. */
export const chainCodec: Codec<readonly Uint8Array[]> = list(bytes({ max: chainStatement.maxBytes }), {
  max: limits.chainStatementsMax,
});
export type Chain = readonly Uint8Array[];

export interface ListedDevice {
  readonly deviceId: DeviceId;
  readonly signatureKey: Uint8Array;
  /** Until then the device signs nothing. */
  readonly activeAfterMs: number;
  /** Devices of the genesis and of root statements may add others at once. */
  readonly mayAddAfterMs: number;
}

export interface ChainState {
  readonly accountId: AccountId;
  readonly rootKey: Uint8Array;
  readonly introductionKeyHash: Uint8Array;
  /** SHA-256 of the last statement. */
  readonly head: Uint8Array;
  /** Number of statements. */
  readonly length: number;
  /**
   * The latest time that a statement gives for itself. A new device could name a time at which it is new no
   * more, so whoever has a clock refuses a chain that is ahead of it [P17].
   */
  readonly latestAtMs: number;
  readonly devices: readonly ListedDevice[];
}

export type ChainRefusal =
  | { readonly kind: "malformed_statement"; readonly position: number }
  | { readonly kind: "bad_genesis" }
  | { readonly kind: "bad_signature"; readonly position: number }
  | { readonly kind: "broken_link"; readonly position: number }
  | { readonly kind: "unlisted_signer"; readonly position: number }
  | { readonly kind: "signer_too_new"; readonly position: number }
  | { readonly kind: "bad_operation"; readonly position: number }
  | { readonly kind: "too_long" };

const SIGNED = utf8Encode("bridle/chain/v1");

/** What the signature of a statement covers. */
export function chainSigningInput(statementBody: ChainBody): Uint8Array {
  return concatBytes(SIGNED, Uint8Array.of(0), encode(body, statementBody));
}

export function deviceIdOf(crypto: ChainCrypto, signatureKey: Uint8Array): DeviceId {
  const id = DeviceId.fromBytes(crypto.sha256(signatureKey).slice(0, 16));
  if (id === undefined) throw new Error("assertion failed: SHA-256 is shorter than a device id");
  return id;
}

/** Checks a whole chain from its genesis [P11]. */
export function verifyChain(crypto: ChainCrypto, chain: Chain): Result<ChainState, ChainRefusal> {
  if (chain.length > limits.chainStatementsMax) return err({ kind: "too_long" });
  const [genesis, ...rest] = chain;
  if (genesis === undefined) return err({ kind: "bad_genesis" });
  let state = openGenesis(crypto, genesis);
  for (const statement of rest) {
    if (!state.ok) return state;
    state = extendChain(crypto, state.value, statement);
  }
  return state;
}

function openGenesis(crypto: ChainCrypto, bytes: Uint8Array): Result<ChainState, ChainRefusal> {
  const statement = decode(chainStatement, bytes);
  if (!statement.ok) return err({ kind: "malformed_statement", position: 0 });
  const { body: said, signature } = statement.value;
  if (said.kind !== "genesis" || said.version !== 1) return err({ kind: "bad_genesis" });
  if (!crypto.verifyEd25519(said.rootKey, chainSigningInput(said), signature)) {
    return err({ kind: "bad_signature", position: 0 });
  }
  const head = crypto.sha256(bytes);
  const accountId = AccountId.fromBytes(head);
  if (accountId === undefined) return err({ kind: "bad_genesis" });
  const { signatureKey } = said.device;
  const deviceId = deviceIdOf(crypto, signatureKey);
  return ok({
    accountId,
    rootKey: said.rootKey,
    introductionKeyHash: said.introductionKeyHash,
    head,
    length: 1,
    latestAtMs: 0,
    devices: [{ deviceId, signatureKey, activeAfterMs: 0, mayAddAfterMs: 0 }],
  });
}

/** Checks one more statement against a verified state. `broken_link`: it isn't the next one of this chain [P12]. */
export function extendChain(
  crypto: ChainCrypto,
  state: ChainState,
  bytes: Uint8Array,
): Result<ChainState, ChainRefusal> {
  const position = state.length;
  const statement = decode(chainStatement, bytes);
  if (!statement.ok) return err({ kind: "malformed_statement", position });
  const { body: said, signature } = statement.value;
  if (said.kind !== "change") return err({ kind: "broken_link", position });
  const kept = said.signer === undefined ? 0 : limits.chainStatementsForRoot;
  if (position >= limits.chainStatementsMax - kept) return err({ kind: "too_long" });
  if (said.position !== position || !equalBytes(said.previous, state.head)) {
    return err({ kind: "broken_link", position });
  }
  const refused = refusedSigner(crypto, state, { said, signature });
  if (refused !== undefined) return err({ kind: refused, position });
  const changed = applyOperations(crypto, state, said);
  if (changed === undefined) return err({ kind: "bad_operation", position });
  const latestAtMs = Math.max(state.latestAtMs, said.atMs);
  return ok({ ...state, ...changed, head: crypto.sha256(bytes), length: position + 1, latestAtMs });
}

type Change = Extract<ChainBody, { readonly kind: "change" }>;

/** Why this signer may not make this statement [P13]–[P15]. */
function refusedSigner(
  crypto: ChainCrypto,
  state: ChainState,
  { said, signature }: { readonly said: Change; readonly signature: Uint8Array },
): "unlisted_signer" | "bad_signature" | "signer_too_new" | undefined {
  const { signer, atMs } = said;
  const listed = state.devices.find((entry) => entry.deviceId === signer);
  const key = signer === undefined ? state.rootKey : listed?.signatureKey;
  if (key === undefined) return "unlisted_signer";
  if (!crypto.verifyEd25519(key, chainSigningInput(said), signature)) return "bad_signature";
  if (listed === undefined) return undefined;
  const adds = said.operations.some((change) => change.kind === "add");
  const from = adds ? Math.max(listed.activeAfterMs, listed.mayAddAfterMs) : listed.activeAfterMs;
  return atMs < from ? "signer_too_new" : undefined;
}

/** The devices and the root key after a statement, or `undefined` when it can't be applied [P16]. */
function applyOperations(
  crypto: ChainCrypto,
  state: ChainState,
  said: Change,
): Pick<ChainState, "devices" | "rootKey"> | undefined {
  const byRoot = said.signer === undefined;
  let { devices, rootKey } = state;
  for (const change of said.operations) {
    if (change.kind === "rotateRoot") {
      if (!byRoot) return undefined;
      rootKey = change.rootKey;
    } else if (change.kind === "remove") {
      const left = devices.filter((entry) => entry.deviceId !== change.deviceId);
      if (left.length === devices.length) return undefined;
      devices = left;
    } else {
      const added = listedDevice(crypto, change, { atMs: said.atMs, byRoot });
      if (devices.some((entry) => entry.deviceId === added.deviceId)) return undefined;
      devices = [...devices, added];
    }
  }
  const { length } = devices;
  return said.operations.length > 0 && length > 0 && length <= limits.devicesMax
    ? { devices, rootKey }
    : undefined;
}

function listedDevice(
  crypto: ChainCrypto,
  change: Extract<ChainOperation, { readonly kind: "add" }>,
  by: { readonly atMs: number; readonly byRoot: boolean },
): ListedDevice {
  const { signatureKey } = change.device;
  return {
    deviceId: deviceIdOf(crypto, signatureKey),
    signatureKey,
    activeAfterMs: change.activeAfterMs,
    mayAddAfterMs: by.byRoot ? 0 : by.atMs + limits.newDeviceQuarantineMs,
  };
}

/** How a chain that was shown now relates to the one that was known before. */
export type ChainComparison = "same" | "extended" | "overridden" | "behind" | "forked";

/**
 * How two chains relate that `verifyChain` has both accepted; without that the answer means nothing.
 *
 * `extended`: the known chain is a prefix. `overridden`: they part, the shown one goes on with a statement
 * of the root key, which wins over a device's (DESIGN §4), and so takes the place of device statements
 * only. `forked`: they part otherwise; somebody shows different keys to different people. A statement of
 * the root key is never replaced: after a rotation that would let the old root key win over the new [P18].
 */
export function compareChains(known: Chain, shown: Chain): ChainComparison {
  const shared = sharedPrefix(known, shown);
  if (shared === shown.length) return shown.length === known.length ? "same" : "behind";
  if (shared === known.length) return "extended";
  const replaced = known.slice(shared);
  const overrides = signedByRoot(shown[shared]) && replaced.every((bytes) => signedByDevice(bytes));
  return overrides ? "overridden" : "forked";
}

function sharedPrefix(a: Chain, b: Chain): number {
  let at = 0;
  for (;;) {
    const [left, right] = [a[at], b[at]];
    if (left === undefined || right === undefined || !equalBytes(left, right)) return at;
    at++;
  }
}

function signedByRoot(bytes: Uint8Array | undefined): boolean {
  const said = bytes && changeIn(bytes);
  return said !== undefined && said.signer === undefined;
}

function signedByDevice(bytes: Uint8Array): boolean {
  return changeIn(bytes)?.signer !== undefined;
}

function changeIn(bytes: Uint8Array): Change | undefined {
  const statement = decode(chainStatement, bytes);
  return statement.ok && statement.value.body.kind === "change" ? statement.value.body : undefined;
}

/** A printable name of a chain's head, for logs of the client and tests. */
export function headName(state: ChainState): string {
  return `${state.length}:${toHex(state.head).slice(0, 16)}`;
}
