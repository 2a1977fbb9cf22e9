import {
  chainSigningInput,
  chainStatement,
  compareChains,
  decode,
  deviceIdOf,
  encode,
  verifyChain,
  type Chain,
  type ChainBody,
  type ChainOperation,
} from "@bridle/protocol";
import { crypto, type KeyPair, keyPair } from "./keys.ts";
import { inJson, type VectorFiles } from "./value-vectors.ts";

// Whole chains with what a verifier makes of them, and pairs of chains with how they relate.

const root = keyPair(1);
const nextRoot = keyPair(2);
const phone = keyPair(3);
const laptop = keyPair(4);
const others = [5, 6, 7, 8].map(keyPair);
const START = 1_763_769_600_000;
const DAY = 24 * 60 * 60 * 1000;

const add = (device: KeyPair, activeAfterMs = 0): ChainOperation => ({
  kind: "add",
  device: { signatureKey: device.publicKey },
  activeAfterMs,
});
const remove = (device: KeyPair): ChainOperation => ({
  kind: "remove",
  deviceId: deviceIdOf(crypto, device.publicKey),
});
const rotate = (to: KeyPair): ChainOperation => ({ kind: "rotateRoot", rootKey: to.publicKey });

interface Change {
  readonly by: KeyPair;
  readonly asRoot?: boolean;
  readonly operations: readonly ChainOperation[];
  readonly atMs?: number;
  readonly lie?: Partial<Extract<ChainBody, { readonly kind: "change" }>>;
}

function signed(body: ChainBody, by: KeyPair): Uint8Array {
  return encode(chainStatement, { body, signature: by.sign(chainSigningInput(body)) });
}

function genesis(device = phone): Uint8Array {
  const introductionKeyHash = new Uint8Array(32).fill(0x99);
  const said = { version: 1, rootKey: root.publicKey, introductionKeyHash };
  return signed({ kind: "genesis", ...said, device: { signatureKey: device.publicKey } }, root);
}

function grown(first: Uint8Array, changes: readonly Change[]): Chain {
  const chain = [first];
  for (const { by, asRoot = by === root, operations, atMs = START, lie } of changes) {
    const previous = crypto.sha256(chain.at(-1) ?? new Uint8Array());
    const signer = asRoot ? undefined : deviceIdOf(crypto, by.publicKey);
    const body = {
      kind: "change",
      previous,
      position: chain.length,
      atMs,
      signer,
      operations,
      ...lie,
    } as const;
    chain.push(signed(body, by));
  }
  return chain;
}

const linked: Change = { by: phone, operations: [add(laptop)] };
const waiting: Change = { by: phone, operations: [add(laptop, START + DAY)] };
const rescued: Change = { by: root, operations: [add(others[0] ?? laptop), remove(phone)] };

const judged: Readonly<Record<string, Chain>> = {
  genesis: [genesis()],
  device_adds: grown(genesis(), [linked]),
  new_device_removes: grown(genesis(), [linked, { by: laptop, operations: [remove(phone)] }]),
  new_device_adds_after_a_day: grown(genesis(), [
    linked,
    { by: laptop, atMs: START + DAY, operations: [add(others[0] ?? laptop)] },
  ]),
  root_overrides: grown(genesis(), [linked, rescued]),
  root_rotates: grown(genesis(), [
    { by: root, operations: [rotate(nextRoot)] },
    { by: nextRoot, asRoot: true, operations: [add(laptop)] },
  ]),
  five_devices: grown(genesis(), [{ by: root, operations: others.map((device) => add(device)) }]),
  empty_fail: [],
  not_a_genesis_fail: grown(genesis(), [linked]).slice(1),
  malformed_fail: [genesis(), Uint8Array.of(2)],
  another_signature_fail: [
    encode(chainStatement, { body: bodyOf(genesis()), signature: new Uint8Array(64) }),
  ],
  second_genesis_fail: [genesis(), genesis()],
  wrong_previous_fail: grown(genesis(), [{ ...linked, lie: { previous: new Uint8Array(32) } }]),
  wrong_position_fail: grown(genesis(), [{ ...linked, lie: { position: 2 } }]),
  replayed_from_another_account_fail: [genesis(laptop), ...grown(genesis(), [rescued]).slice(1)],
  unlisted_signer_fail: grown(genesis(), [{ by: laptop, operations: [remove(phone)] }]),
  removed_signer_fail: grown(genesis(), [
    linked,
    { by: phone, operations: [remove(laptop)] },
    { by: laptop, operations: [remove(phone)] },
  ]),
  former_root_fail: grown(genesis(), [{ by: root, operations: [rotate(nextRoot)] }, rescued]),
  device_signs_as_root_fail: grown(genesis(), [{ ...linked, asRoot: true }]),
  not_yet_active_fail: grown(genesis(), [
    waiting,
    { by: laptop, atMs: START + DAY - 1, operations: [remove(phone)] },
  ]),
  new_device_adds_fail: grown(genesis(), [
    linked,
    { by: laptop, atMs: START + DAY - 1, operations: [add(others[0] ?? laptop)] },
  ]),
  no_operation_fail: grown(genesis(), [{ by: phone, operations: [] }]),
  last_device_removed_fail: grown(genesis(), [{ by: phone, operations: [remove(phone)] }]),
  added_twice_fail: grown(genesis(), [{ by: phone, operations: [add(phone)] }]),
  removed_unlisted_fail: grown(genesis(), [{ by: phone, operations: [remove(laptop)] }]),
  device_rotates_root_fail: grown(genesis(), [{ by: phone, operations: [rotate(nextRoot)] }]),
  six_devices_fail: grown(genesis(), [
    { by: root, operations: [laptop, ...others].map((device) => add(device)) },
  ]),
};

const pairs: Readonly<Record<string, readonly [known: Chain, shown: Chain]>> = {
  same: [grown(genesis(), [linked]), grown(genesis(), [linked])],
  extended: [grown(genesis(), [linked]), grown(genesis(), [linked, rescued])],
  behind: [grown(genesis(), [linked]), [genesis()]],
  root_over_device: [grown(genesis(), [linked]), grown(genesis(), [rescued])],
  device_over_root: [grown(genesis(), [rescued]), grown(genesis(), [linked])],
  device_over_device: [grown(genesis(), [linked]), grown(genesis(), [waiting])],
  root_over_root: [grown(genesis(), [rescued]), grown(genesis(), [{ by: root, operations: [add(laptop)] }])],
  former_root_over_rotation: [
    grown(genesis(), [linked, { by: root, operations: [rotate(nextRoot)] }]),
    grown(genesis(), [rescued]),
  ],
  another_account: [[genesis()], [genesis(laptop)]],
};

function bodyOf(bytes: Uint8Array): ChainBody {
  const statement = decode(chainStatement, bytes);
  if (!statement.ok) throw new Error("not a statement");
  return statement.value.body;
}

export function chainVectors(): VectorFiles {
  const keys = Object.entries({ root, nextRoot, phone, laptop }).map(([name, { seed, publicKey }]) => ({
    name,
    seed: inJson(seed),
    publicKey: inJson(publicKey),
  }));
  return new Map([
    ["chain-rules.json", { rule: "chain", keys, cases: Object.entries(judged).map(judgedCase) }],
    ["chain-comparison.json", { rule: "chain comparison", cases: Object.entries(pairs).map(comparedCase) }],
  ]);
}

function judgedCase([name, chain]: readonly [string, Chain]): unknown {
  const statements = inJson(chain);
  const state = verifyChain(crypto, chain);
  if (state.ok === name.endsWith("_fail")) throw new Error(`${name} isn't judged as its name says`);
  if (state.ok) return { name, statements, state: inJson(state.value) };
  const { kind: reason, ...where } = state.error;
  return { name, statements, reason, ...where };
}

function comparedCase([name, [known, shown]]: readonly [string, readonly [Chain, Chain]]): unknown {
  return { name, known: inJson(known), shown: inJson(shown), relation: compareChains(known, shown) };
}
