import { deepFrozen, snapshot } from "@bridle/testkit";
import { describe, expect, test, vi } from "vitest";
import {
  AccountId,
  chainCodec,
  chainStatement,
  decode,
  encode,
  headName,
  limits,
  verifyChain,
} from "../src/index.ts";
import {
  add,
  change,
  crypto,
  DAY,
  genesis,
  grown,
  HOUR,
  keyPair,
  laptop,
  phone,
  refusalOf,
  remove,
  root,
  rotate,
  sha256,
  signed,
  START,
  stateOf,
  tablet,
} from "./chain-fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

describe("[P11] a chain begins with a genesis", () => {
  test("it lists one device, which may do everything at once, under the hash of the statement", () => {
    const state = stateOf([genesis()]);
    expect(state.accountId).toBe(AccountId.fromBytes(sha256(genesis())));
    expect(state).toMatchObject({ length: 1, latestAtMs: 0, rootKey: root.publicKey });
    expect(state.devices).toEqual([
      { deviceId: phone.deviceId, signatureKey: phone.publicKey, activeAfterMs: 0, mayAddAfterMs: 0 },
    ]);
    expect(headName(state)).toMatch(/^1:[0-9a-f]{16}$/);
  });

  test("an empty chain, a change in front and another version are refused", () => {
    expect(refusalOf([])).toEqual({ kind: "bad_genesis" });
    expect(refusalOf([change([], { by: root, operations: [add(laptop)] })])).toEqual({ kind: "bad_genesis" });
    const body = {
      kind: "genesis",
      version: 2,
      rootKey: root.publicKey,
      introductionKeyHash: new Uint8Array(32),
      device: { signatureKey: phone.publicKey },
    } as const;
    expect(refusalOf([signed(body, root)])).toEqual({ kind: "bad_genesis" });
  });

  test("another key's signature is refused", () => {
    const read = decode(chainStatement, genesis());
    if (!read.ok) throw new Error("unreadable genesis");
    expect(refusalOf([signed(read.value.body, phone)])).toEqual({ kind: "bad_signature", position: 0 });
  });

  test("bytes that are no statement are refused where they stand", () => {
    expect(refusalOf([Uint8Array.of(1, 2, 3)])).toEqual({ kind: "malformed_statement", position: 0 });
    expect(refusalOf([genesis(), new Uint8Array()])).toEqual({ kind: "malformed_statement", position: 1 });
  });
});

describe("[P12] statements hang together", () => {
  const links = {
    "another predecessor": { previous: new Uint8Array(32) },
    "a position left out": { position: 2 },
    "its own predecessor's position": { position: 0 },
  };
  test.each(Object.entries(links))("%s is refused", (_name, lie) => {
    const bad = change([genesis()], { by: phone, operations: [add(laptop)], lie });
    expect(refusalOf([genesis(), bad])).toEqual({ kind: "broken_link", position: 1 });
  });

  test("a second genesis is refused", () => {
    expect(refusalOf([genesis(), genesis()])).toEqual({ kind: "broken_link", position: 1 });
  });

  test("a statement of one account is refused in another, even with the same keys", () => {
    const other = genesis({ root, device: laptop });
    const statement = change([genesis()], { by: root, operations: [add(tablet)] });
    expect(refusalOf([genesis(), statement])).toEqual({ kind: "accepted" });
    expect(refusalOf([other, statement])).toEqual({ kind: "broken_link", position: 1 });
  });

  test("the same statement twice is refused", () => {
    const chain = grown({ by: phone, operations: [add(laptop)] });
    expect(refusalOf([...chain, ...chain.slice(1)])).toEqual({ kind: "broken_link", position: 2 });
  });
});

describe("[P13] only the root key and listed devices sign", () => {
  test("both may add and remove", () => {
    const chain = grown(
      { by: phone, operations: [add(laptop)] },
      { by: laptop, operations: [remove(phone)] },
      { by: root, operations: [add(tablet), remove(laptop)] },
    );
    expect(stateOf(chain).devices.map((device) => device.deviceId)).toEqual([tablet.deviceId]);
  });

  test("a stranger's, a removed device's and a former root's signatures are refused", () => {
    const stranger = grown({ by: laptop, operations: [add(tablet)] });
    expect(refusalOf(stranger)).toEqual({ kind: "unlisted_signer", position: 1 });
    const removed = grown(
      { by: phone, operations: [add(laptop)] },
      { by: phone, operations: [remove(laptop)] },
      { by: laptop, operations: [remove(phone)] },
    );
    expect(refusalOf(removed)).toEqual({ kind: "unlisted_signer", position: 3 });
    const former = grown(
      { by: root, operations: [rotate(keyPair("new root"))] },
      { by: root, operations: [remove(phone), add(laptop)] },
    );
    expect(refusalOf(former)).toEqual({ kind: "bad_signature", position: 2 });
  });

  test("a signature under another's name is refused", () => {
    const asRoot = grown({ by: phone, operations: [add(laptop)], lie: { signer: undefined } });
    expect(refusalOf(asRoot)).toEqual({ kind: "bad_signature", position: 1 });
    const asPhone = grown(
      { by: phone, operations: [add(laptop)] },
      { by: laptop, operations: [remove(laptop)], lie: { signer: phone.deviceId } },
    );
    expect(refusalOf(asPhone)).toEqual({ kind: "bad_signature", position: 2 });
  });

  test("the device that a statement adds can't sign it", () => {
    expect(refusalOf(grown({ by: laptop, operations: [add(laptop)] }))).toMatchObject({
      kind: "unlisted_signer",
    });
  });
});

describe("[P14] a device that isn't active yet signs nothing", () => {
  test("it can't remove the others while its activation waits", () => {
    const waiting = { by: phone, operations: [add(laptop, START + DAY)] } as const;
    const early = grown(waiting, { by: laptop, atMs: START + DAY - 1, operations: [remove(phone)] });
    expect(refusalOf(early)).toEqual({ kind: "signer_too_new", position: 2 });
    const later = grown(waiting, { by: laptop, atMs: START + DAY, operations: [remove(phone)] });
    expect(refusalOf(later)).toEqual({ kind: "accepted" });
  });

  test("it can be removed meanwhile", () => {
    const chain = grown(
      { by: phone, operations: [add(laptop, START + DAY)] },
      { by: phone, operations: [remove(laptop)] },
    );
    expect(stateOf(chain).devices).toHaveLength(1);
  });
});

describe("[P15] a new device can't add another for a day", () => {
  const linked = { by: phone, operations: [add(laptop)] } as const;

  test("not until 24 hours after the statement that added it", () => {
    const early = grown(linked, { by: laptop, atMs: START + DAY - 1, operations: [add(tablet)] });
    expect(refusalOf(early)).toEqual({ kind: "signer_too_new", position: 2 });
    const later = grown(linked, { by: laptop, atMs: START + DAY, operations: [add(tablet)] });
    expect(refusalOf(later)).toEqual({ kind: "accepted" });
  });

  test("removing something in the same breath doesn't help", () => {
    const chain = grown(linked, { by: laptop, operations: [remove(phone), add(tablet)] });
    expect(refusalOf(chain)).toEqual({ kind: "signer_too_new", position: 2 });
  });

  test("being removed and added again begins the day anew", () => {
    const chain = grown(
      linked,
      { by: phone, atMs: START + DAY, operations: [remove(laptop), add(laptop)] },
      { by: laptop, atMs: START + DAY + HOUR, operations: [add(tablet)] },
    );
    expect(refusalOf(chain)).toEqual({ kind: "signer_too_new", position: 3 });
  });

  test("a device that the root key added can at once", () => {
    const chain = grown({ by: root, operations: [add(laptop)] }, { by: laptop, operations: [add(tablet)] });
    expect(stateOf(chain).devices).toHaveLength(3);
  });
});

describe("[P16] operations leave one to five devices", () => {
  const five = Array.from({ length: 5 }, (_, index) => keyPair(`device ${index}`));

  test("five are listed, a sixth is refused", () => {
    const full = grown({ by: root, operations: five.slice(0, 4).map((device) => add(device)) });
    expect(stateOf(full).devices).toHaveLength(limits.devicesMax);
    const over = change(full, { by: root, operations: [add(tablet)] });
    expect(refusalOf([...full, over])).toEqual({ kind: "bad_operation", position: 2 });
    const swap = change(full, { by: root, operations: [remove(phone), add(tablet)] });
    expect(refusalOf([...full, swap])).toEqual({ kind: "accepted" });
  });

  const bad = {
    "no operation": [],
    "removing the last device": [remove(phone)],
    "adding a listed device": [add(phone)],
    "adding a device twice": [add(laptop), add(laptop)],
    "removing an unlisted device": [remove(laptop)],
    "removing a device twice": [add(laptop), remove(phone), remove(phone)],
  };
  test.each(Object.entries(bad))("%s is refused, from a device as from the root", (_name, operations) => {
    for (const by of [phone, root]) {
      expect(refusalOf(grown({ by, operations }))).toEqual({ kind: "bad_operation", position: 1 });
    }
  });

  test("only the root rotates the root, and the new key counts from the next statement on", () => {
    const next = keyPair("new root");
    expect(refusalOf(grown({ by: phone, operations: [rotate(next)] }))).toMatchObject({
      kind: "bad_operation",
    });
    const chain = grown({ by: root, operations: [rotate(next)] });
    const byNext = change(chain, { by: next, operations: [add(laptop)], lie: { signer: undefined } });
    expect(stateOf([...chain, byNext])).toMatchObject({
      rootKey: next.publicKey,
      accountId: stateOf(chain).accountId,
    });
  });
});

describe("[P17] the latest date is known", () => {
  test("whatever the order in which dates come", () => {
    const chain = grown(
      { by: phone, atMs: START + DAY, operations: [add(laptop)] },
      { by: phone, atMs: START, operations: [remove(laptop)] },
    );
    expect(stateOf(chain).latestAtMs).toBe(START + DAY);
  });

  test("a new device that dates itself out of its day is ahead of every honest clock", () => {
    const chain = grown(
      { by: phone, operations: [add(laptop)] },
      { by: laptop, atMs: START + DAY, operations: [add(tablet)] },
    );
    const nowMs = START + HOUR;
    expect(stateOf(chain).latestAtMs).toBeGreaterThan(nowMs);
  });
});

describe("[P19] a chain stays short, and the root has the last word", () => {
  const room = limits.chainStatementsMax - limits.chainStatementsForRoot;

  /** Adds and removes one device until the chain has `length` statements. */
  function filled(length: number): Uint8Array[] {
    const chain: Uint8Array[] = [genesis()];
    while (chain.length < length) {
      const operations = [chain.length % 2 === 1 ? add(laptop) : remove(laptop)];
      chain.push(change(chain, { by: phone, operations }));
    }
    return chain;
  }

  test("a device can't take the root's statements", () => {
    const chain = filled(room);
    expect(refusalOf(chain)).toEqual({ kind: "accepted" });
    const operations = [room % 2 === 1 ? add(laptop) : remove(laptop)];
    expect(refusalOf([...chain, change(chain, { by: phone, operations })])).toEqual({ kind: "too_long" });
    const byRoot = change(chain, { by: root, operations: [add(tablet), remove(phone)] });
    expect(refusalOf([...chain, byRoot])).toEqual({ kind: "accepted" });
  });

  test("nothing comes after the last one, and a longer chain isn't even read", () => {
    const chain = filled(room);
    while (chain.length < limits.chainStatementsMax) {
      const operations = [rotate(root)];
      chain.push(change(chain, { by: root, operations }));
    }
    expect(refusalOf(chain)).toEqual({ kind: "accepted" });
    chain.push(change(chain, { by: root, operations: [rotate(root)] }));
    expect(refusalOf(chain)).toEqual({ kind: "too_long" });
    expect(refusalOf(Array.from({ length: limits.chainStatementsMax + 1 }, () => new Uint8Array()))).toEqual({
      kind: "too_long",
    });
  });
});

test("[P8] verifying a chain changes nothing of it and keeps nothing of it", () => {
  const chain = deepFrozen(grown({ by: phone, operations: [add(laptop)] }));
  const before = snapshot(chain);
  const state = stateOf(chain);
  expect(snapshot(chain)).toBe(before);
  const known = snapshot(state);
  for (const statement of chain) statement.fill(0);
  expect(snapshot(state)).toBe(known);
});

test("[P1] a chain damaged anywhere is refused, never thrown about", () => {
  const chain = grown({ by: phone, operations: [add(laptop)] }, { by: root, operations: [remove(phone)] });
  const bytes = encode(chainCodec, chain);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 0x01;
    const read = decode(chainCodec, damaged);
    expect(read.ok && verifyChain(crypto, read.value).ok).toBe(false);
  }
});
