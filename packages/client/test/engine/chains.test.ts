import {
  chainCrypto,
  deriveAccountKeys,
  ed25519KeyPair,
  writeChange,
  writeGenesis,
  type SignatureKeyPair,
} from "@bridle/core";
import { verifyChain, type Chain, type ChainOperation, type ChainState } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { isActiveDevice, newestChain, withChain } from "../../src/engine/contacts.ts";
import type { ContactRecord } from "../../src/store/contact-store.ts";

const HOUR_MS = 60 * 60 * 1000;
const NOW_MS = 1_900_000_000_000;
const keyPair = (seed: number): SignatureKeyPair => ed25519KeyPair(new Uint8Array(32).fill(seed));
const [phone, laptop] = [keyPair(1), keyPair(2)];

function stateOf(chain: Chain): ChainState {
  const state = verifyChain(chainCrypto, chain);
  if (!state.ok) throw new Error(state.error.kind);
  return state.value;
}

function accountOf(seed: number): { readonly root: SignatureKeyPair; readonly chain: Chain } {
  const { root, introduction } = deriveAccountKeys(new Uint8Array(16).fill(seed));
  const [introductionKey, deviceSignatureKey] = [introduction.publicKey, phone.publicKey];
  return { root, chain: [writeGenesis({ root, introductionKey, deviceSignatureKey })] };
}

const { root, chain: genesis } = accountOf(1);
const { accountId, devices } = stateOf(genesis);
const add = (activeAfterMs = 0): ChainOperation => ({
  kind: "add",
  device: { signatureKey: laptop.publicKey },
  activeAfterMs,
});
const removePhone: ChainOperation = { kind: "remove", deviceId: devices[0]?.deviceId ?? fail() };
const changed = (operations: readonly ChainOperation[], atMs = NOW_MS): Chain => [
  ...genesis,
  writeChange(stateOf(genesis), { atMs, operations, signer: root }),
];

function fail(): never {
  throw new Error("a genesis lists a device");
}

function known(chain: Chain): ContactRecord {
  return {
    accountId,
    chain,
    handle: undefined,
    displayName: undefined,
    cameBy: "my_invite",
    since: 0,
    verifiedAt: undefined,
    changedAt: undefined,
    blocked: false,
    given: undefined,
    held: undefined,
  };
}

describe("[E4] the newest chain that is held", () => {
  const longer = changed([add(), removePhone]);

  test("a first chain that is another account's, broken or dated ahead is none", () => {
    const other = accountOf(2).chain;
    for (const chain of [other, [], [...genesis, Uint8Array.of(1)], changed([add()], NOW_MS + 2 * HOUR_MS)]) {
      expect(newestChain(undefined, { accountId, chain }, NOW_MS)).toBeUndefined();
    }
    const soon = changed([add()], NOW_MS + HOUR_MS);
    expect(newestChain(undefined, { accountId, chain: soon }, NOW_MS)?.length).toBe(2);
  });

  test("one that forks what is known, or is dated ahead, is none", () => {
    const sideways = [
      ...genesis,
      writeChange(stateOf(genesis), {
        atMs: NOW_MS,
        operations: [add()],
        signer: phone,
        ...devices[0],
      }),
    ];
    expect(newestChain(known(longer), { accountId, chain: sideways }, NOW_MS)).toBeUndefined();
    const ahead = changed([add()], NOW_MS + 2 * HOUR_MS);
    expect(newestChain(known(genesis), { accountId, chain: ahead }, NOW_MS)).toBeUndefined();
  });

  test("an older one that is shown changes nothing, a longer one counts", () => {
    expect(newestChain(known(longer), { accountId, chain: genesis }, NOW_MS)?.length).toBe(2);
    expect(newestChain(known(genesis), { accountId, chain: longer }, NOW_MS)?.length).toBe(2);
    expect(withChain(known(longer), genesis, NOW_MS).chain).toBe(longer);
    expect(withChain(known(genesis), longer, NOW_MS).chain).toBe(longer);
  });

  test("a device that it doesn't list, lists no more or not yet isn't active", () => {
    const active = (chain: Chain, device: SignatureKeyPair): boolean =>
      isActiveDevice(stateOf(chain).devices, device.publicKey, NOW_MS);
    expect(active(genesis, laptop)).toBe(false);
    expect(active(longer, phone)).toBe(false);
    expect(active(changed([add(NOW_MS + 2 * HOUR_MS)]), laptop)).toBe(false);
    expect(active(changed([add(NOW_MS + HOUR_MS)]), laptop)).toBe(true);
    expect(active(longer, laptop)).toBe(true);
    expect(active(genesis, phone)).toBe(true);
  });
});
