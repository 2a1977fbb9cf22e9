import {
  AccountId,
  chainStatement,
  decode,
  deviceIdOf,
  encode,
  extendChain,
  verifyChain,
  type ChainOperation,
} from "@bridle/protocol";
import { deepFrozen, snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { chainCrypto, ed25519KeyPair, sha256, writeChange, writeGenesis } from "../../src/index.ts";
import { bytesOf, oneByteChanged } from "../sealing/seeded-crypto.ts";
import { accountOf, added, deviceOf, stateOf } from "./accounts.ts";

vi.setConfig({ testTimeout: 300_000 });

const NOW = 1_800_000_000_000;
const ada = accountOf("ada");
const [genesis = new Uint8Array()] = ada.chain;
const phone = deviceIdOf(chainCrypto, ada.device.publicKey);
const laptop = deviceOf("ada's laptop");

function refusalOf(chain: readonly Uint8Array[]): string {
  const state = verifyChain(chainCrypto, chain);
  return state.ok ? "accepted" : state.error.kind;
}

describe("a genesis", () => {
  test("[I4] names the root key, the hash of the introduction key and the first device", () => {
    const state = stateOf([genesis]);
    expect(state.rootKey).toEqual(ada.keys.root.publicKey);
    expect(state.introductionKeyHash).toEqual(sha256(ada.keys.introduction.publicKey));
    expect(state.devices.map((device) => device.signatureKey)).toEqual([ada.device.publicKey]);
    expect(AccountId.toBytes(state.accountId)).toEqual(sha256(genesis));
  });

  test("[I4] is one statement for one set of keys", () => {
    expect(accountOf("ada").chain).toEqual([genesis]);
    const keys = {
      root: ada.keys.root,
      introductionKey: ada.keys.introduction.publicKey,
      deviceSignatureKey: ada.device.publicKey,
    };
    expect(writeGenesis(keys)).toEqual(genesis);
    for (const other of [
      { ...keys, root: deviceOf("another root") },
      { ...keys, introductionKey: accountOf("ben").keys.introduction.publicKey },
      { ...keys, deviceSignatureKey: laptop.publicKey },
    ]) {
      expect(stateOf([writeGenesis(other)]).accountId).not.toBe(ada.accountId);
    }
  });

  test("[I4] with a byte changed is refused", () => {
    fc.assert(
      fc.property(oneByteChanged(genesis), (changed) => {
        expect(refusalOf([changed])).not.toBe("accepted");
      }),
      { numRuns: 60 },
    );
  });

  test("[I4] signed by another root than it names is refused", () => {
    const statement = decode(chainStatement, genesis);
    if (!statement.ok || statement.value.body.kind !== "genesis") throw new Error("not a genesis");
    const rootKey = deviceOf("mallory").publicKey;
    const stolen = encode(chainStatement, { ...statement.value, body: { ...statement.value.body, rootKey } });
    expect(refusalOf([stolen])).toBe("bad_signature");
  });
});

describe("a change", () => {
  const state = stateOf(ada.chain);
  const byRoot = { atMs: NOW, operations: [added(laptop)], signer: ada.keys.root };

  test("[I5] is the next statement, by the root key or by a listed device", () => {
    for (const change of [byRoot, { ...byRoot, signer: ada.device, deviceId: phone }]) {
      const next = extendChain(chainCrypto, state, writeChange(state, change));
      if (!next.ok) throw new Error(next.error.kind);
      expect(next.value.length).toBe(2);
      expect(next.value.devices.map((device) => device.signatureKey)).toEqual([
        ada.device.publicKey,
        laptop.publicKey,
      ]);
    }
  });

  test("[I5] of one account extends no other, and no other place of its own", () => {
    const statement = writeChange(state, byRoot);
    const later = stateOf([genesis, statement]);
    expect(refusalOf([...accountOf("ben").chain, statement])).toBe("broken_link");
    expect(refusalOf([genesis, statement, statement])).toBe("broken_link");
    expect(refusalOf([genesis, writeChange(later, byRoot)])).toBe("broken_link");
  });

  test("[I5] by a key that isn't the named signer's is refused", () => {
    const mallory = deviceOf("mallory");
    const written = (signer: typeof mallory, deviceId = phone): Uint8Array =>
      writeChange(state, { ...byRoot, signer, deviceId });
    expect(refusalOf([genesis, writeChange(state, { ...byRoot, signer: mallory })])).toBe("bad_signature");
    expect(refusalOf([genesis, written(mallory)])).toBe("bad_signature");
    expect(refusalOf([genesis, written(ada.keys.root)])).toBe("bad_signature");
    expect(refusalOf([genesis, written(mallory, deviceIdOf(chainCrypto, mallory.publicKey))])).toBe(
      "unlisted_signer",
    );
  });

  test("[I5] with a byte changed is refused", () => {
    const statement = writeChange(state, byRoot);
    fc.assert(
      fc.property(oneByteChanged(statement), (changed) => {
        expect(refusalOf([genesis, changed])).not.toBe("accepted");
      }),
      { numRuns: 60 },
    );
  });

  test("[I5] a removed device writes nothing more", () => {
    const removed: ChainOperation = { kind: "remove", deviceId: phone };
    const swap = writeChange(state, { ...byRoot, operations: [added(laptop), removed] });
    const now = stateOf([genesis, swap]);
    const again = writeChange(now, {
      ...byRoot,
      operations: [added(deviceOf("a thief's"))],
      signer: ada.device,
      deviceId: phone,
    });
    expect(refusalOf([genesis, swap, again])).toBe("unlisted_signer");
  });
});

describe("what is written", () => {
  test("[I10] depends on what is given alone, and changes none of it", () => {
    const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(seeds, fc.nat(), (seed, atMs) => {
        const signer = ed25519KeyPair(seed);
        const keys = deepFrozen({
          root: signer,
          introductionKey: bytesOf("introduction", 1216),
          deviceSignatureKey: signer.publicKey,
        });
        const state = deepFrozen(stateOf(ada.chain));
        const change = deepFrozen({ atMs, operations: [added(signer)], signer });
        const before = snapshot([keys, state, change]);
        expect(writeGenesis(keys)).toEqual(writeGenesis(keys));
        expect(writeChange(state, change)).toEqual(writeChange(state, change));
        expect(snapshot([keys, state, change])).toBe(before);
      }),
      { numRuns: 10 },
    );
  });
});
